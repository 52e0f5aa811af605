//! Rows of `ticket`: which terminal session is signed in to which account.

use jiff::Timestamp;

use super::Result;
use super::row::seconds;
use super::tables::TICKET;
use super::transaction::Tx;
use crate::domain::account::AccountId;
use crate::domain::sign_in::{TerminalSession, Ticket};

impl Tx<'_> {
    pub fn ticket(&self, account: AccountId, session: &TerminalSession) -> Result<Option<Ticket>> {
        let params = (account.0, session.as_str());
        self.find_row(&TICKET, &TICKET.by_key(), params, |reader| {
            Ok(Ticket {
                second_factor: reader.get("second_factor")?,
                issued_at: reader.time("issued_at")?,
            })
        })
    }

    /// Returns the accounts that a session has tickets for, newest first, including expired ones.
    pub fn accounts_with_ticket(&self, session: &TerminalSession) -> Result<Vec<AccountId>> {
        let mut all = vec![];
        let rest = "WHERE seat = ? ORDER BY issued_at DESC";
        self.each_row(&TICKET, rest, [session.as_str()], |reader| -> Result<()> {
            all.push(AccountId(reader.get("account_id")?));
            Ok(())
        })?;
        Ok(all)
    }

    /// Returns whether any session has a ticket for the account, even an expired one.
    pub fn has_tickets(&self, account: AccountId) -> Result<bool> {
        let sql = "SELECT 1 FROM ticket WHERE account_id = ? LIMIT 1";
        Ok(self
            .connection
            .find(sql, [account.0], |_| Ok(()))?
            .is_some())
    }

    pub fn save_ticket(
        &mut self,
        account: AccountId,
        session: &TerminalSession,
        ticket: Ticket,
    ) -> Result<()> {
        self.write_row(
            &TICKET,
            &[&account.0, &session.as_str()],
            "INSERT INTO ticket (account_id, seat, second_factor, issued_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account_id, seat) DO UPDATE SET second_factor = ?3, issued_at = ?4",
            (
                account.0,
                session.as_str(),
                ticket.second_factor,
                seconds(ticket.issued_at),
            ),
        )
    }

    /// Deletes every ticket except those issued after one moment and until another.
    pub fn delete_tickets_issued_outside(
        &mut self,
        after: Timestamp,
        until: Timestamp,
    ) -> Result<()> {
        let sql = "DELETE FROM ticket WHERE issued_at <= ?1 OR issued_at > ?2";
        self.connection
            .execute(sql, (seconds(after), seconds(until)))?;
        Ok(())
    }

    pub fn delete_tickets_of(&mut self, session: &TerminalSession) -> Result<()> {
        let sql = "DELETE FROM ticket WHERE seat = ?";
        self.connection.execute(sql, [session.as_str()])?;
        Ok(())
    }

    /// Deletes an account's tickets, except that of one session.
    pub fn delete_tickets_to(
        &mut self,
        account: AccountId,
        kept: Option<&TerminalSession>,
    ) -> Result<()> {
        let sql = "DELETE FROM ticket WHERE account_id = ? AND seat IS DISTINCT FROM ?";
        self.connection
            .execute(sql, (account.0, kept.map(TerminalSession::as_str)))?;
        Ok(())
    }
}
