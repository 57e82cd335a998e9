//! As much of OpenPGP (RFC 9580) as a letter's reader needs, written for size: the program goes along with every mail to
//! people without a key. It opens messages encrypted to a passphrase, checks their signatures by one certificate, and
//! encrypts an answer to it. The library behind the rest of [`seal`](super) takes no part.
//!
//! `packet` and `octets` take bytes apart, `s2k`, `skesk` and `seipd` open them, `content` reads what was inside;
//! `certificate` and `judge` say whose keys count; `pkesk` and `answer` seal.

mod answer;
pub(super) mod armor;
mod certificate;
pub(super) mod cipher;
mod content;
pub(super) mod flaw;
pub(super) mod hash;
mod judge;
mod octets;
mod open;
pub(super) mod packet;
pub(super) mod pkesk;
pub(super) mod public;
mod s2k;
pub(super) mod seipd;
mod signature;
pub(super) mod skesk;
mod subpacket;

pub use answer::{answer_proof, seal};
pub use open::{Unlocked, open};

/// In hexadecimal capitals.
fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or('0');
    bytes.iter().flat_map(|octet| [digit(octet >> 4), digit(octet & 15)]).collect()
}
