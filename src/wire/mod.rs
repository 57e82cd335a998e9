//! What leaves the browser, and what arrives there: Internet messages.

mod armor;
mod letter;
mod read;
mod reader_file;
mod within;
mod write;

pub use letter::{Attach, LOGO, Letter, MESSAGE, Pack, Stationery};
pub use read::{Foreign, Layer, Shape, Structure, foreign, layer};
pub use within::{Piece, Within, WithinKind};
pub use write::Outgoing;
