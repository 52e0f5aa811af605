//! Copying all rows of a store into empty tables, whichever engine has them.

use super::Result;
use super::engine::Transaction;
use super::engine::value::{Owned, Parameter};
use super::tables::{DECIDING, LOG};

/// How many rows are written at once.
const AT_ONCE: usize = 500;

/// The tables whose rows are numbered by the engine. A number isn't used again after its row is gone.
const NUMBERED: [&str; 2] = ["salt", "method"];

pub fn copy_rows(from: &Transaction<'_>, to: &Transaction<'_>) -> Result<()> {
    to.takes_long();
    for table in DECIDING.into_iter().chain([&LOG]) {
        let columns = [table.columns, &["tag"]].concat();
        copy_table(table.name, &columns, from, to)?;
    }
    let columns = ["app_password_id", "service", "address", "first_used_at"];
    copy_table("app_password_source", &columns, from, to)?;
    for table in NUMBERED {
        to.go_on_after(table, from.last_number(table)?)?;
    }
    Ok(())
}

fn copy_table(
    table: &str,
    columns: &[&str],
    from: &Transaction<'_>,
    to: &Transaction<'_>,
) -> Result<()> {
    let select = format!("SELECT {} FROM {table}", columns.join(", "));
    let mut rows: Vec<Vec<Owned>> = Vec::with_capacity(AT_ONCE);
    from.each_of_many(&select, (), |row| -> Result<()> {
        rows.push(row.values().map(Owned::from).collect());
        if rows.len() == AT_ONCE {
            write(table, columns, &rows, to)?;
            rows.clear();
        }
        Ok(())
    })?;
    write(table, columns, &rows, to)
}

fn write(table: &str, columns: &[&str], rows: &[Vec<Owned>], to: &Transaction<'_>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let places = vec!["?"; columns.len()].join(", ");
    let all = vec![format!("({places})"); rows.len()].join(", ");
    let sql = format!("INSERT INTO {table} ({}) VALUES {all}", columns.join(", "));
    let values: Vec<_> = rows
        .iter()
        .flatten()
        .map(|value| value as &dyn Parameter)
        .collect();
    to.execute(&sql, values.as_slice()).map(drop)
}
