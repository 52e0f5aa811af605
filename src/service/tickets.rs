//! Tickets: each keeps a holder signed in for a terminal session.

use super::{Actor, Result, ServiceError};
use crate::domain::account::Account;
use crate::domain::sign_in::{SIGN_IN_HOLDS, TerminalSession, Ticket};
use crate::store::Tx;

/// The accounts that are signed in to in this terminal session, the latest first.
pub(super) fn accounts_with_ticket(tx: &Tx<'_>, session: &TerminalSession) -> Result<Vec<Account>> {
    tx.accounts_with_ticket(session)?
        .into_iter()
        .map(|id| tx.account(id)?.ok_or_else(ServiceError::conflict))
        .collect()
}

/// Ends every sign-in to the account, except that of the acting holder.
pub(super) fn end_sign_ins(tx: &mut Tx<'_>, actor: &Actor, account: &mut Account) -> Result<()> {
    tx.delete_tickets_to(account.id, actor.session())?;
    account.epoch += 1;
    Ok(tx.save_account(account)?)
}

/// Signs a terminal session in.
pub(super) fn issue_ticket(
    tx: &mut Tx<'_>,
    actor: &Actor,
    account: &Account,
    session: &TerminalSession,
    second_factor: bool,
) -> Result<()> {
    let now = actor.now();
    tx.delete_tickets_issued_outside(SIGN_IN_HOLDS.before(now), now)?;
    let ticket = Ticket {
        issued_at: now,
        second_factor,
    };
    Ok(tx.save_ticket(account.id, session, ticket)?)
}
