//! Sealing and tagging everything with other keys. What was damaged stays damaged: nothing that wasn't
//! keyfob's becomes so.

use super::Vault;
use super::engine::value::Parameter;
use super::head::Head;
use super::row::Reader;
use super::tables::{DECIDING, LOG, Table};
use super::transaction::Tx;
use super::{Result, log::LogRow};
use crate::crypto::chain::{TAG_BYTES, same};

/// Whether the rows have tags yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tags {
    /// They were written before there were any.
    None,
    Old,
}

/// Changes everything from the keys of this transaction to the new ones. Returns the trail's last entry.
pub fn reseal(tx: &Tx<'_>, tags: Tags, new: &Vault) -> Result<Head> {
    // Before its row gets another tag.
    let start = tx.log_start()?.cut;
    for table in DECIDING {
        reseal_rows(tx, table, tags, new)?;
    }
    chain_again(tx, start, new)
}

fn reseal_rows(tx: &Tx<'_>, table: &'static Table, tags: Tags, new: &Vault) -> Result<()> {
    let mut columns = table
        .sealed
        .map_or(String::new(), |column| format!("{column} = ?, "));
    columns.push_str("tag = ?");
    let update = format!("UPDATE {} SET {columns} {}", table.name, table.by_key());
    tx.connection
        .each_of_many(&table.select(""), (), |row| -> Result<()> {
            let reader = Reader::new(table, row);
            let is_right = tags == Tags::None || reader.has_right_tag(&tx.vault.row_tags);
            let sealed = match reader.sealed() {
                // A row with nothing to seal stays without.
                None => table.sealed.map(|_| vec![]),
                Some(sealed) => {
                    let sealed = sealed?;
                    let opened = tx.vault.sealer.open(sealed.place(), &sealed.value);
                    // What can't be opened stays as it is, and the new key doesn't open it either.
                    let again = opened.map(|secret| new.sealer.seal(sealed.place(), &secret));
                    Some(again.unwrap_or(sealed.value))
                }
            };
            let tag = if is_right {
                reader.tag_with(&new.row_tags, sealed.as_deref()).to_vec()
            } else {
                vec![]
            };
            let key = reader.key_values();
            let mut params: Vec<&dyn Parameter> = vec![];
            params.extend(sealed.iter().map(|sealed| sealed as &dyn Parameter));
            params.push(&tag);
            params.extend(key.iter().map(|value| value as &dyn Parameter));
            tx.connection.write_one(&update, params.as_slice())
        })
}

/// Gives each entry of the trail its tag under the new keys. One that was changed, or whose
/// predecessor was, gets a wrong one. The first is chained to the same tag as before: nothing else is
/// left of an entry that was pruned.
fn chain_again(tx: &Tx<'_>, start: Head, new: &Vault) -> Result<Head> {
    let mut before = start;
    let mut before_again = start.tag;
    let mut last = start;
    tx.connection
        .each_of_many(&LOG.select("ORDER BY seq"), (), |row| -> Result<()> {
            let reader = Reader::new(&LOG, row);
            let seq: i64 = reader.get("seq")?;
            let stored = reader.stored_tag().unwrap_or_default();
            let entry = LogRow::read(&reader).ok();
            let is_right = seq == before.next_seq()?
                && entry
                    .as_ref()
                    .is_some_and(|entry| same(&entry.tag(&tx.vault.chain, &before.tag), &stored));
            let again = match &entry {
                Some(entry) if is_right => entry.tag(&new.chain, &before_again),
                _ => new.random.bytes::<TAG_BYTES>(),
            };
            let sql = "UPDATE log SET tag = ? WHERE seq = ?";
            tx.connection.write_one(sql, (again, seq))?;
            before = Head { seq, tag: stored };
            before_again = again;
            last = Head { seq, tag: again };
            Ok(())
        })?;
    Ok(last)
}
