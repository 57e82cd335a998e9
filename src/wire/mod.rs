//! What leaves the browser, and what arrives there: Internet messages.

mod letter;
mod read;
mod reader_file;
mod write;

pub use letter::{Attach, LOGO, Letter, MESSAGE, Pack, Stationery};
pub use read::{Structure, ciphertext};
pub use write::Outgoing;
