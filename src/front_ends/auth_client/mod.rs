//! Dovecot's auth-client protocol, version 1, which Postfix and Exim speak: a line for each thing
//! that is said, fields between tabs. What is in a field can hold neither a tab nor a newline.

mod client_lines;
mod conversation;
mod fields;
mod line_buffer;
mod server_lines;

pub use client_lines::{ClientLine, Mechanism, parse_client_line};
pub use conversation::AuthConversation;
pub use fields::{decoded, escaped, plain_response, user_and_password};
pub use line_buffer::{LINE_BYTES, LineBuffer};
pub use server_lines::{ServerLine, parse_server_line};
