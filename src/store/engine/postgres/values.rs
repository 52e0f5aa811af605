//! Values as they are on the wire.

use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::store::engine::value::{Given, Kind, Value};

/// Returns the value of a column, counted from 0.
pub fn value(row: &Row, column: usize) -> Value<'_> {
    let Some(found) = row.columns().get(column) else {
        return Value::Null;
    };
    match row.try_get(column) {
        Ok(Some(Raw(bytes))) => read(found.type_(), bytes),
        _ => Value::Null,
    }
}

fn read<'r>(kind: &Type, bytes: &'r [u8]) -> Value<'r> {
    match *kind {
        Type::INT8 => integer(bytes.try_into().map(i64::from_be_bytes)),
        Type::INT4 => integer(bytes.try_into().map(i32::from_be_bytes)),
        Type::BOOL => Value::Integer(i64::from(bytes == [1])),
        Type::BYTEA => Value::Bytes(bytes),
        // Anything else is no type of keyfob's, and no text that it reads.
        _ => Value::Text(bytes),
    }
}

fn integer<T: Into<i64>, E>(read: Result<T, E>) -> Value<'static> {
    read.map_or(Value::Null, |number| Value::Integer(number.into()))
}

struct Raw<'r>(&'r [u8]);

impl<'r> FromSql<'r> for Raw<'r> {
    fn from_sql(_: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A parameter, as it is bound.
#[derive(Debug)]
pub struct Bound<'a>(pub Given<'a>);

impl Bound<'_> {
    pub fn kind(&self) -> Type {
        match self.0.kind {
            Kind::Integer => Type::INT8,
            Kind::Text => Type::TEXT,
            Kind::Bytes => Type::BYTEA,
            // The server finds it out.
            Kind::Any => Type::UNKNOWN,
        }
    }
}

impl ToSql for Bound<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.0.value {
            Value::Null => return Ok(IsNull::Yes),
            Value::Integer(number) => out.extend_from_slice(&number.to_be_bytes()),
            Value::Real(number) => out.extend_from_slice(&number.to_be_bytes()),
            Value::Text(bytes) | Value::Bytes(bytes) => out.extend_from_slice(bytes),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
