//! Rows of `method` (authenticators) and of `contact` (addresses and numbers that were proved).

use jiff::Timestamp;

use super::Result;
use super::row::{Reader, damaged, seconds};
use super::tables::{CONTACT, METHOD};
use super::transaction::Tx;
use crate::crypto::totp::TotpSecret;
use crate::domain::account::{Account, AccountId};
use crate::domain::contact::ContactKind;
use crate::domain::method::{Algorithm, Method, MethodId, MethodKey, TotpShape};

/// An authenticator with its secret.
pub struct StoredAuthenticator {
    pub id: MethodId,
    pub shape: TotpShape,
    pub secret: TotpSecret,
    /// The time step of the last code that was accepted.
    pub last_step: Option<u64>,
    pub created_at: Timestamp,
}

impl Tx<'_> {
    /// Returns the methods that are set up, oldest first.
    pub fn methods(&self, account: &Account) -> Result<Vec<Method>> {
        let mut all = vec![];
        let rest = "WHERE account_id = ? AND confirmed_at IS NOT NULL ORDER BY confirmed_at, id";
        self.each_row(&METHOD, rest, [account.id.0], |reader| -> Result<()> {
            all.push(Method {
                key: MethodKey::Authenticator(MethodId(reader.get("id")?)),
                label: reader.get("label")?,
                contact: None,
                added_at: reader.time("confirmed_at")?,
                last_used_at: reader.optional_time("last_used_at")?,
            });
            Ok(())
        })?;
        let rest = "WHERE account_id = ? ORDER BY verified_at, kind";
        self.each_row(&CONTACT, rest, [account.id.0], |reader| -> Result<()> {
            let kind: ContactKind = reader.parsed("kind", |text| text.parse().ok())?;
            let contact = account
                .contact(kind)
                .ok_or_else(|| damaged("contact", "kind"))?;
            all.push(Method {
                key: MethodKey::Contact(kind),
                label: contact.as_str().to_owned(),
                contact: Some(contact),
                added_at: reader.time("verified_at")?,
                last_used_at: reader.optional_time("last_used_at")?,
            });
            Ok(())
        })?;
        Ok(all)
    }

    pub fn count_authenticators(&self, account: AccountId) -> Result<u32> {
        let mut found = 0;
        let rest = "WHERE account_id = ? AND confirmed_at IS NOT NULL";
        self.each_row(&METHOD, rest, [account.0], |_| -> Result<()> {
            found += 1;
            Ok(())
        })?;
        Ok(found)
    }

    /// An authenticator that is set up.
    pub fn authenticator(
        &self,
        account: AccountId,
        id: MethodId,
    ) -> Result<Option<StoredAuthenticator>> {
        let rest = "WHERE account_id = ? AND id = ? AND confirmed_at IS NOT NULL";
        self.find_row(&METHOD, rest, (account.0, id.0), |reader| {
            self.read_authenticator(account, reader)
        })
    }

    /// Returns the authenticator that waits for its first code.
    pub fn begun_authenticator(&self, account: AccountId) -> Result<Option<StoredAuthenticator>> {
        let rest = "WHERE account_id = ? AND confirmed_at IS NULL";
        self.find_row(&METHOD, rest, [account.0], |reader| {
            self.read_authenticator(account, reader)
        })
    }

    fn read_authenticator(
        &self,
        account: AccountId,
        reader: &Reader<'_>,
    ) -> Result<StoredAuthenticator> {
        let id: i64 = reader.get("id")?;
        let sealed: Vec<u8> = reader.get("secret")?;
        let place = id.to_string();
        let secret = self
            .vault
            .sealer
            .open(METHOD.place(&place, account), &sealed)?;
        Ok(StoredAuthenticator {
            id: MethodId(id),
            shape: TotpShape {
                algorithm: reader.parsed("algorithm", |text| text.parse::<Algorithm>().ok())?,
                digits: reader.get("digits")?,
                step_seconds: reader.get::<u32>("step_seconds")?.into(),
            },
            secret: TotpSecret::new(secret),
            // Without it, a code that was used would be accepted once more.
            last_step: reader
                .get::<Option<i64>>("last_step")?
                .map(|step| step.try_into().map_err(|_| damaged("method", "last_step")))
                .transpose()?,
            created_at: reader.time("created_at")?,
        })
    }

    /// Returns the labels of all authenticators, including one that was only begun.
    pub fn authenticator_labels(&self, account: AccountId) -> Result<Vec<String>> {
        let mut labels = vec![];
        let rest = "WHERE account_id = ?";
        self.each_row(&METHOD, rest, [account.0], |reader| -> Result<()> {
            labels.push(reader.get("label")?);
            Ok(())
        })?;
        Ok(labels)
    }

    /// Adds an authenticator that waits for its first code.
    pub fn insert_authenticator(
        &mut self,
        account: AccountId,
        label: &str,
        shape: TotpShape,
        secret: &TotpSecret,
        now: Timestamp,
    ) -> Result<MethodId> {
        // Its secret is sealed, and its tag computed, once the row has its number.
        let id: i64 = self.connection.insert("INSERT INTO method (account_id, label, secret, algorithm, digits, step_seconds, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                account.0,
                label,
                [0; 0],
                shape.algorithm.into_str(),
                shape.digits,
                u32::try_from(shape.step_seconds).unwrap_or(u32::MAX),
                seconds(now),
            ),
        )?;
        let place = id.to_string();
        let sealed = self
            .vault
            .sealer
            .seal(METHOD.place(&place, account), secret.expose());
        let sql = "UPDATE method SET secret = ? WHERE id = ?";
        self.connection.write_one(sql, (sealed, id))?;
        self.tag_row(&METHOD, &[&id])?;
        Ok(MethodId(id))
    }

    /// Marks an authenticator as set up, after its first code was right.
    pub fn confirm_authenticator(&mut self, id: MethodId, step: u64, now: Timestamp) -> Result<()> {
        self.write_row(
            &METHOD,
            &[&id.0],
            "UPDATE method SET confirmed_at = ?, last_step = ? WHERE id = ? AND confirmed_at IS NULL",
            (seconds(now), column(step), id.0),
        )
    }

    /// Notes that a code of the authenticator was used to sign in.
    pub fn use_authenticator(&mut self, id: MethodId, step: u64, now: Timestamp) -> Result<()> {
        self.write_row(
            &METHOD,
            &[&id.0],
            "UPDATE method SET last_step = ?, last_used_at = ? WHERE id = ?",
            (column(step), seconds(now), id.0),
        )
    }

    pub fn delete_begun_authenticator(&mut self, account: AccountId) -> Result<()> {
        let sql = "DELETE FROM method WHERE account_id = ? AND confirmed_at IS NULL";
        self.connection.execute(sql, [account.0])?;
        Ok(())
    }

    pub fn delete_authenticator(&mut self, id: MethodId) -> Result<()> {
        let sql = "DELETE FROM method WHERE id = ?";
        self.connection.write_one(sql, [id.0])
    }

    /// Notes that the account's contact of this kind was proved now.
    pub fn save_contact(
        &mut self,
        account: AccountId,
        kind: ContactKind,
        now: Timestamp,
    ) -> Result<()> {
        self.write_row(
            &CONTACT,
            &[&account.0, &kind.into_str()],
            "INSERT INTO contact (account_id, kind, verified_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (account_id, kind) DO UPDATE SET verified_at = ?3, last_used_at = NULL",
            (account.0, kind.into_str(), seconds(now)),
        )
    }

    /// Notes that a code that was sent to the contact was used to sign in.
    pub fn use_contact(
        &mut self,
        account: AccountId,
        kind: ContactKind,
        now: Timestamp,
    ) -> Result<()> {
        self.write_row(
            &CONTACT,
            &[&account.0, &kind.into_str()],
            "UPDATE contact SET last_used_at = ? WHERE account_id = ? AND kind = ?",
            (seconds(now), account.0, kind.into_str()),
        )
    }

    /// Deletes a contact and the codes that were sent to it. Returns whether it was a method.
    pub fn delete_contact(&mut self, account: AccountId, kind: ContactKind) -> Result<bool> {
        let params = (account.0, kind.into_str());
        let sql = "DELETE FROM contact_code WHERE account_id = ? AND kind = ?";
        self.connection.execute(sql, params)?;
        let sql = "DELETE FROM contact WHERE account_id = ? AND kind = ?";
        Ok(self.connection.execute(sql, params)? > 0)
    }

    /// Deletes every method of an account with its recovery codes.
    pub fn delete_all_methods(&mut self, account: AccountId) -> Result<()> {
        for sql in [
            "DELETE FROM method WHERE account_id = ?",
            "DELETE FROM contact WHERE account_id = ?",
            "DELETE FROM contact_code WHERE account_id = ?",
            "DELETE FROM recovery_code WHERE account_id = ?",
        ] {
            self.connection.execute(sql, [account.0])?;
        }
        Ok(())
    }
}

fn column(step: u64) -> i64 {
    i64::try_from(step).unwrap_or(i64::MAX)
}
