//! The filters of streams (ISO 32000-2, 7.4) that text comes through.

use super::super::findings::Findings;
use super::super::inflate::{End, inflate};
use super::document::Document;
use super::object::{Dictionary, Object, digit, is_space};
use crate::contents::Unread;
use std::borrow::Cow;

/// Filters one after another.
const MAX_FILTERS: usize = 6;

/// The octets of a stream, or none where a filter is for pictures or not known.
pub(super) fn decode<'a>(
    findings: &mut Findings,
    document: &Document<'_>,
    dictionary: &Dictionary<'_>,
    raw: &'a [u8],
) -> Option<Cow<'a, [u8]>> {
    let filters = list(document, dictionary, &[b"Filter", b"F"]);
    let parameters = list(document, dictionary, &[b"DecodeParms", b"DP"]);
    if filters.len() > MAX_FILTERS {
        findings.miss(Unread::TooDeep);
        return None;
    }
    let mut bytes = Cow::Borrowed(raw);
    for (at, filter) in filters.iter().enumerate() {
        let limit = findings.allowance(bytes.len());
        let mut decoded = match filter.name()? {
            b"FlateDecode" | b"Fl" => unzip(findings, &bytes, limit),
            b"LZWDecode" | b"LZW" => {
                lzw(&bytes, limit, number(document, parameters.get(at), b"EarlyChange") != Some(0))
            }
            b"ASCII85Decode" | b"A85" => ascii85(&bytes),
            b"ASCIIHexDecode" | b"AHx" => ascii_hex(&bytes),
            b"RunLengthDecode" | b"RL" => run_length(&bytes, limit),
            _ => return None,
        };
        if decoded.len() >= limit {
            decoded.truncate(limit);
            findings.miss(Unread::TooLarge);
        }
        if number(document, parameters.get(at), b"Predictor").is_some_and(|predictor| predictor >= 10) {
            let of = |key: &[u8], default| number(document, parameters.get(at), key).unwrap_or(default);
            let bits = u64::from(of(b"Colors", 1)) * u64::from(of(b"BitsPerComponent", 8));
            decoded = unpredicted(&decoded, bits, u64::from(of(b"Columns", 1)));
        }
        findings.spend(decoded.len());
        bytes = Cow::Owned(decoded);
    }
    if filters.is_empty() {
        findings.spend(raw.len());
    }
    Some(bytes)
}

/// One value or an array of them.
fn list<'a>(document: &Document<'a>, dictionary: &Dictionary<'a>, keys: &[&[u8]]) -> Vec<Object<'a>> {
    let value = keys.iter().find_map(|key| dictionary.get(key)).map(|value| document.resolved(value));
    match value {
        Some(Object::Array(items)) => items.iter().map(|item| document.resolved(item)).collect(),
        Some(value) => vec![value],
        None => Vec::new(),
    }
}

fn number(document: &Document<'_>, parameters: Option<&Object<'_>>, key: &[u8]) -> Option<u32> {
    let Object::Dictionary(parameters) = parameters? else { return None };
    document.resolved(parameters.get(key)?).count()
}

fn unzip(findings: &mut Findings, bytes: &[u8], limit: usize) -> Vec<u8> {
    // The header of zlib (RFC 1950) says nothing that is needed; its checksum is often wrong.
    let inflated = inflate(bytes.get(2..).unwrap_or(&[]), limit);
    if inflated.end == End::Damaged {
        findings.miss(Unread::Damaged);
    }
    inflated.bytes
}

fn ascii_hex(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = bytes.iter().take_while(|byte| **byte != b'>').filter_map(|byte| digit(*byte)).collect();
    digits.chunks(2).map(|pair| pair.first().unwrap_or(&0) << 4 | pair.get(1).unwrap_or(&0)).collect()
}

fn ascii85(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut group: Vec<u8> = Vec::new();
    let bytes = bytes.strip_prefix(b"<~").unwrap_or(bytes);
    for byte in bytes.iter().copied().filter(|byte| !is_space(*byte)) {
        match byte {
            b'z' if group.is_empty() => plain.extend([0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            b'~' => break,
            _ => {}
        }
        if group.len() == 5 {
            plain.extend(base85(&group));
            group.clear();
        }
    }
    if group.len() > 1 {
        let kept = group.len() - 1;
        group.resize(5, 84);
        plain.extend(base85(&group).into_iter().take(kept));
    }
    plain
}

fn base85(group: &[u8]) -> [u8; 4] {
    group.iter().fold(0_u32, |number, digit| number.wrapping_mul(85).wrapping_add(u32::from(*digit))).to_be_bytes()
}

fn run_length(bytes: &[u8], limit: usize) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut rest = bytes;
    while let Some((&length, tail)) = rest.split_first() {
        let length = usize::from(length);
        if length == 128 || plain.len() >= limit {
            break;
        }
        if length < 128 {
            plain.extend_from_slice(tail.get(..=length).unwrap_or(tail));
            rest = tail.get(length + 1..).unwrap_or(&[]);
        } else {
            let Some((&byte, tail)) = tail.split_first() else { break };
            plain.resize(plain.len() + 257 - length, byte);
            rest = tail;
        }
    }
    plain
}

/// LZW with codes of 9 to 12 bits, the high bit first.
fn lzw(bytes: &[u8], limit: usize, early: bool) -> Vec<u8> {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut plain: Vec<u8> = Vec::new();
    // Where the text of each code from 258 on stands in what was already unpacked.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    let (mut buffer, mut bits, mut width) = (0_u32, 0_u32, 9_u32);
    for byte in bytes {
        buffer = (buffer << 8 | u32::from(*byte)) & 0x00ff_ffff;
        bits += 8;
        if bits < width {
            continue;
        }
        bits -= width;
        let code = usize::try_from(buffer >> bits & ((1 << width) - 1)).unwrap_or(END);
        let start = plain.len();
        match code {
            END => break,
            CLEAR => {
                table.clear();
                (last, width) = (None, 9);
                continue;
            }
            0..CLEAR => plain.extend(u8::try_from(code)),
            _ => {
                // A code may be the one that it itself completes.
                let entered = table.get(code - 258).copied();
                let pending = last.filter(|_| code - 258 == table.len()).map(|(from, length)| (from, length + 1));
                let Some((from, length)) = entered.or(pending) else { break };
                for at in from..from + length {
                    plain.extend(plain.get(at).copied());
                }
            }
        }
        if let Some((from, length)) = last
            && table.len() < 4096 - 258
        {
            table.push((from, length + 1));
        }
        last = Some((start, plain.len() - start));
        width = match table.len() + 258 + usize::from(early) {
            ..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        if plain.len() >= limit {
            break;
        }
    }
    plain
}

/// Undoes the predictors of PNG; each row begins with the one that it uses.
fn unpredicted(bytes: &[u8], bits: u64, columns: u64) -> Vec<u8> {
    let pixel = usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX).max(1);
    let row = usize::try_from(bits.saturating_mul(columns).div_ceil(8)).unwrap_or(usize::MAX).max(1);
    if row >= bytes.len() {
        return bytes.get(1..).unwrap_or(&[]).to_vec();
    }
    let mut plain: Vec<u8> = Vec::with_capacity(bytes.len());
    for line in bytes.chunks(row + 1) {
        let Some((kind, line)) = line.split_first() else { break };
        let start = plain.len();
        for (at, byte) in line.iter().enumerate() {
            let before =
                |distance: usize| plain.len().checked_sub(distance).and_then(|at| plain.get(at)).copied().unwrap_or(0);
            let left = if at >= pixel { before(pixel) } else { 0 };
            let up = before(row);
            let corner = if at >= pixel && start > 0 { before(row + pixel) } else { 0 };
            plain.push(byte.wrapping_add(match kind {
                1 => left,
                2 => up,
                3 => left.midpoint(up),
                4 => nearest(left, up, corner),
                _ => 0,
            }));
        }
    }
    plain
}

/// Paeth's choice.
fn nearest(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |of: u8| (estimate - i16::from(of)).abs();
    [left, up, corner].into_iter().min_by_key(|of| distance(*of)).unwrap_or(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_filters_are_undone() {
        assert_eq!(ascii_hex(b"48 65 6C6c6f7>zz"), b"Hellop");
        assert_eq!(ascii85(b"<~87cURD]i,\"Ebo7~>"), b"Hello World");
        assert_eq!(ascii85(b"z!~>"), [0; 4]);
        assert_eq!(run_length(b"\x02abc\xfed\x80zz", 99), b"abcddd");
        assert_eq!(lzw(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", 99, true), b"-----A---B");
        assert_eq!(unpredicted(&[2, 1, 2, 3, 2, 1, 1, 1, 1, 1, 1, 1], 8, 3), [1, 2, 3, 2, 3, 4, 1, 2, 3]);
    }

    #[test]
    fn hostile_octets_stay_within_the_limit() {
        assert!(run_length(&[0x81, 7].repeat(1000), 500).len() < 700);
        let zeros = [0].repeat(100_000);
        assert_eq!(lzw(&zeros, 50_000, true).len(), 50_000);
        assert_eq!(lzw(&zeros, usize::MAX, true).len(), 66_900);
        assert_eq!(unpredicted(&[1, 2], u64::MAX, u64::MAX), [2]);
    }
}
