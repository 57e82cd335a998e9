//! What leaves the browser, and what arrives there: Internet messages.

mod read;
mod write;

pub use read::{Structure, ciphertext};
pub use write::Outgoing;
