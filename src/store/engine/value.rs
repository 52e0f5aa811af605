//! Values of a row and of a statement's parameters, whichever engine has them.

pub use crate::crypto::row_tags::Value;

/// What a column's value can be read as.
pub trait FromValue: Sized {
    /// Returns `None` if the value is of another type or out of range.
    fn from_value(value: Value<'_>) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(number),
            _ => None,
        }
    }
}

impl FromValue for u32 {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value)?.try_into().ok()
    }
}

impl FromValue for u8 {
    fn from_value(value: Value<'_>) -> Option<Self> {
        i64::from_value(value)?.try_into().ok()
    }
}

/// Neither engine is asked for its own type, so that one text serves both.
impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Option<Self> {
        Some(i64::from_value(value)? != 0)
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Text(text) => str::from_utf8(text).ok().map(str::to_owned),
            _ => None,
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => Some(bytes.to_owned()),
            _ => None,
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => bytes.try_into().ok(),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// The type of a parameter, which a missing value has too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Integer,
    Text,
    Bytes,
    /// That of the column that it is compared with or written to.
    Any,
}

/// A parameter, as it is given to a statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Given<'a> {
    pub value: Value<'a>,
    /// `SQLite` asks for none.
    pub kind: Kind,
}

/// What can be a statement's parameter.
pub trait Typed {
    const KIND: Kind;

    fn value(&self) -> Value<'_>;
}

/// A parameter of any type.
pub trait Parameter {
    fn given(&self) -> Given<'_>;
}

impl<T: Typed + ?Sized> Parameter for T {
    fn given(&self) -> Given<'_> {
        Given {
            value: self.value(),
            kind: T::KIND,
        }
    }
}

impl Typed for i64 {
    const KIND: Kind = Kind::Integer;

    fn value(&self) -> Value<'_> {
        Value::Integer(*self)
    }
}

impl Typed for i32 {
    const KIND: Kind = Kind::Integer;

    fn value(&self) -> Value<'_> {
        Value::Integer((*self).into())
    }
}

impl Typed for u32 {
    const KIND: Kind = Kind::Integer;

    fn value(&self) -> Value<'_> {
        Value::Integer((*self).into())
    }
}

impl Typed for u8 {
    const KIND: Kind = Kind::Integer;

    fn value(&self) -> Value<'_> {
        Value::Integer((*self).into())
    }
}

impl Typed for bool {
    const KIND: Kind = Kind::Integer;

    fn value(&self) -> Value<'_> {
        Value::Integer((*self).into())
    }
}

impl Typed for str {
    const KIND: Kind = Kind::Text;

    fn value(&self) -> Value<'_> {
        Value::Text(self.as_bytes())
    }
}

impl Typed for String {
    const KIND: Kind = Kind::Text;

    fn value(&self) -> Value<'_> {
        self.as_str().value()
    }
}

impl Typed for [u8] {
    const KIND: Kind = Kind::Bytes;

    fn value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl Typed for Vec<u8> {
    const KIND: Kind = Kind::Bytes;

    fn value(&self) -> Value<'_> {
        self.as_slice().value()
    }
}

impl<const N: usize> Typed for [u8; N] {
    const KIND: Kind = Kind::Bytes;

    fn value(&self) -> Value<'_> {
        self.as_slice().value()
    }
}

impl<T: Typed> Typed for Option<T> {
    const KIND: Kind = T::KIND;

    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, T::value)
    }
}

impl<T: Typed + ?Sized> Typed for &T {
    const KIND: Kind = T::KIND;

    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

/// A value that was read, whatever it is, to be given again.
pub enum Owned {
    Null,
    Integer(i64),
    Real(f64),
    Text(Vec<u8>),
    Bytes(Vec<u8>),
}

impl From<Value<'_>> for Owned {
    fn from(value: Value<'_>) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Integer(number) => Self::Integer(number),
            Value::Real(number) => Self::Real(number),
            Value::Text(text) => Self::Text(text.to_owned()),
            Value::Bytes(bytes) => Self::Bytes(bytes.to_owned()),
        }
    }
}

impl Typed for Owned {
    const KIND: Kind = Kind::Any;

    fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Integer(number) => Value::Integer(*number),
            Self::Real(number) => Value::Real(*number),
            Self::Text(text) => Value::Text(text),
            Self::Bytes(bytes) => Value::Bytes(bytes),
        }
    }
}

/// The parameters of a statement, in their order: a tuple, or a list of one type.
pub trait Parameters {
    fn with<T>(&self, run: impl FnOnce(&[Given<'_>]) -> T) -> T;
}

/// None.
impl Parameters for () {
    fn with<T>(&self, run: impl FnOnce(&[Given<'_>]) -> T) -> T {
        run(&[])
    }
}

impl<P: Parameter, const N: usize> Parameters for [P; N] {
    fn with<T>(&self, run: impl FnOnce(&[Given<'_>]) -> T) -> T {
        run(&self.each_ref().map(P::given))
    }
}

impl Parameters for [&dyn Parameter] {
    fn with<T>(&self, run: impl FnOnce(&[Given<'_>]) -> T) -> T {
        let values: Vec<_> = self.iter().map(|parameter| parameter.given()).collect();
        run(&values)
    }
}

impl<P: Parameters + ?Sized> Parameters for &P {
    fn with<T>(&self, run: impl FnOnce(&[Given<'_>]) -> T) -> T {
        (**self).with(run)
    }
}

macro_rules! tuples {
    ($($first:ident $($rest:ident)*;)*) => {$(
        impl<$first: Parameter, $($rest: Parameter),*> Parameters for ($first, $($rest,)*) {
            fn with<T>(&self, run: impl FnOnce(&[Given<'_>]) -> T) -> T {
                #[expect(non_snake_case, reason = "named as their types are")]
                let ($first, $($rest,)*) = self;
                run(&[$first.given(), $($rest.given()),*])
            }
        }
    )*};
}

tuples! {
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
}
