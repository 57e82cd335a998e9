//! What leaves the browser, and what arrives there: Internet messages.

mod cover;
mod letter;
mod read;
mod reader_file;
mod write;

pub use cover::{Cover, LOGO};
pub use letter::{Attach, Letter, Pack, Stationery};
pub use read::{Structure, ciphertext};
pub use write::Outgoing;
