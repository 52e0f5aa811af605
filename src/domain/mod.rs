//! The rules. Everything here is pure: the time is passed in, and there is no SQL, terminal, file,
//! clock or environment.

/// Makes a type of text cross a socket as its text, and come from there only as `FromStr` lets it.
macro_rules! crosses_as_text {
    ($type:ty) => {
        impl TryFrom<String> for $type {
            type Error = <$type as std::str::FromStr>::Err;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.as_str().to_owned()
            }
        }
    };
}

pub mod account;
pub mod ago;
pub mod app_password;
pub mod audit;
pub mod contact;
pub mod enrolment;
pub mod escape;
pub mod known_services;
pub mod language;
pub mod log_in;
pub mod method;
pub mod names;
pub mod notice;
pub mod otpauth;
pub mod password;
pub mod period;
pub mod permission;
pub mod policy;
mod policy_value;
pub mod refusal;
pub mod role;
pub mod scope;
pub mod sign_in;
pub mod similar;
pub mod throttle;
pub mod verdict;
