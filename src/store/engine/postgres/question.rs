//! A question to the server: its text and parameters, or a statement that was prepared for them.

use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error, Row, Statement};

use super::statement::translated;
use super::values::Bound;
use crate::store::engine::value::{Given, Kind, Owned, Typed as _};

/// A question that will be asked, and its answer as soon as that is known.
pub struct Foreseen {
    pub sql: String,
    pub values: Vec<(Owned, Kind)>,
    pub rows: Option<Vec<Row>>,
}

impl Foreseen {
    pub fn given(&self) -> Vec<Given<'_>> {
        let values = self.values.iter();
        let given = values.map(|(value, kind)| Given {
            value: value.value(),
            kind: *kind,
        });
        given.collect()
    }
}

/// A question as it is sent.
pub struct Question<'a> {
    pub statement: Option<Statement>,
    pub sql: &'a str,
    pub bound: Vec<Bound<'a>>,
}

impl Question<'_> {
    pub async fn ask(&self, client: &Client) -> std::result::Result<Vec<Row>, Error> {
        if let Some(statement) = &self.statement {
            return client.query(statement, &untyped(&self.bound)).await;
        }
        let sql = translated(self.sql);
        client.query_typed(&sql, &typed(&self.bound)).await
    }
}

pub fn bound<'a>(values: &[Given<'a>]) -> Vec<Bound<'a>> {
    values.iter().copied().map(Bound).collect()
}

pub fn untyped<'a>(bound: &'a [Bound<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    bound.iter().map(|one| one as _).collect()
}

pub fn typed<'a>(bound: &'a [Bound<'_>]) -> Vec<(&'a (dyn ToSql + Sync), Type)> {
    let pairs = bound.iter().map(|one| (one as _, one.kind()));
    pairs.collect()
}
