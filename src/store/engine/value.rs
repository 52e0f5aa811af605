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

/// What a statement's parameter can be.
pub trait Parameter {
    fn value(&self) -> Value<'_>;
}

impl Parameter for i64 {
    fn value(&self) -> Value<'_> {
        Value::Integer(*self)
    }
}

impl Parameter for i32 {
    fn value(&self) -> Value<'_> {
        Value::Integer((*self).into())
    }
}

impl Parameter for u32 {
    fn value(&self) -> Value<'_> {
        Value::Integer((*self).into())
    }
}

impl Parameter for u8 {
    fn value(&self) -> Value<'_> {
        Value::Integer((*self).into())
    }
}

impl Parameter for bool {
    fn value(&self) -> Value<'_> {
        Value::Integer((*self).into())
    }
}

impl Parameter for str {
    fn value(&self) -> Value<'_> {
        Value::Text(self.as_bytes())
    }
}

impl Parameter for String {
    fn value(&self) -> Value<'_> {
        self.as_str().value()
    }
}

impl Parameter for [u8] {
    fn value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl Parameter for Vec<u8> {
    fn value(&self) -> Value<'_> {
        self.as_slice().value()
    }
}

impl<const N: usize> Parameter for [u8; N] {
    fn value(&self) -> Value<'_> {
        self.as_slice().value()
    }
}

impl<T: Parameter> Parameter for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, T::value)
    }
}

impl<T: Parameter + ?Sized> Parameter for &T {
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

impl Parameter for Owned {
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
    fn with<T>(&self, run: impl FnOnce(&[Value<'_>]) -> T) -> T;
}

/// None.
impl Parameters for () {
    fn with<T>(&self, run: impl FnOnce(&[Value<'_>]) -> T) -> T {
        run(&[])
    }
}

impl<P: Parameter, const N: usize> Parameters for [P; N] {
    fn with<T>(&self, run: impl FnOnce(&[Value<'_>]) -> T) -> T {
        run(&self.each_ref().map(P::value))
    }
}

impl Parameters for [&dyn Parameter] {
    fn with<T>(&self, run: impl FnOnce(&[Value<'_>]) -> T) -> T {
        let values: Vec<_> = self.iter().map(|parameter| parameter.value()).collect();
        run(&values)
    }
}

impl<P: Parameters + ?Sized> Parameters for &P {
    fn with<T>(&self, run: impl FnOnce(&[Value<'_>]) -> T) -> T {
        (**self).with(run)
    }
}

macro_rules! tuples {
    ($($first:ident $($rest:ident)*;)*) => {$(
        impl<$first: Parameter, $($rest: Parameter),*> Parameters for ($first, $($rest,)*) {
            fn with<T>(&self, run: impl FnOnce(&[Value<'_>]) -> T) -> T {
                #[expect(non_snake_case, reason = "named as their types are")]
                let ($first, $($rest,)*) = self;
                run(&[$first.value(), $($rest.value()),*])
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
