//! Base64 in lines (RFC 2045 section 6.8).

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;

/// The longest line in octets before they are encoded.
const LONGEST: usize = 57;
const LETTERS: usize = LONGEST / 3 * 4;

/// Writes octets in lines of so many each; every line ends, also the last.
pub(crate) fn lines(octets: &[u8], width: usize, line_end: &[u8], out: &mut Vec<u8>) {
    let mut letters = [0; LETTERS];
    for octets in octets.chunks(width.clamp(1, LONGEST)) {
        // A line has room for what becomes of its octets.
        let length = STANDARD.encode_slice(octets, &mut letters).unwrap_or(0);
        out.extend_from_slice(letters.get(..length).unwrap_or_default());
        out.extend_from_slice(line_end);
    }
}
