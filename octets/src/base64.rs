//! Base64 in lines (RFC 2045 section 6.8, RFC 9580 section 6), sixteen letters at a time. Vectors hold four letters or their
//! values in each of four words.

use crate::vector::{
    Vector, above, add, and, bits, from_octets, left, less, or, right, shuffle, splat, splat_words, table, to_octets,
};

/// The longest line in octets before they are encoded.
const LONGEST: usize = 57;
/// Octets that four vectors of letters stand for, and these letters.
const BLOCK: usize = 48;
const BLOCK_LETTERS: usize = 64;

/// Writes octets in lines of so many each, at most 57; every line ends, also the last.
#[inline(never)]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn lines(octets: &[u8], width: usize, line_end: &[u8], out: &mut Vec<u8>) {
    for line in octets.chunks(width.clamp(1, LONGEST)) {
        let (block, rest) = line.split_first_chunk().map_or((None, line), |(block, rest)| (Some(block), rest));
        if let Some(block) = block {
            out.extend_from_slice(&encoded(block));
        }
        if !rest.is_empty() {
            let mut last = [0; BLOCK];
            for (to, from) in last.iter_mut().zip(rest) {
                *to = *from;
            }
            let letters = encoded(&last);
            let used = (rest.len() * 4).div_ceil(3);
            out.extend_from_slice(letters.get(..used).unwrap_or_default());
            out.extend_from_slice(b"==".get(..used.next_multiple_of(4) - used).unwrap_or_default());
        }
        out.extend_from_slice(line_end);
    }
}

/// All in one line that does not end.
pub fn text(octets: &[u8]) -> String {
    let mut out = Vec::with_capacity(octets.len().div_ceil(3) * 4);
    lines(octets, LONGEST, b"", &mut out);
    // Letters are ASCII.
    String::from_utf8(out).unwrap_or_default()
}

/// Decodes a text that is base64 from its beginning to its end, in lines or not.
pub fn whole(text: &[u8]) -> Option<Vec<u8>> {
    decode(text).filter(|(_, used)| *used == text.len()).map(|(octets, _)| octets)
}

/// Decodes lines from the beginning of a text on, up to where something else stands than letters and ends of lines, which may be
/// what follows on the line of the padding: gives the octets, and where that is. Nothing where what is there is no base64: letters
/// left over, or bits in them that should be zero.
///
/// Blanks are something else: who reads what people keep goes on by other means.
#[inline(never)]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn decode(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut rest = text;
    loop {
        rest = after_line_ends(rest);
        while let Some((letters, behind)) = rest.split_first_chunk() {
            let Some(octets) = decoded(letters) else { break };
            put(&octets, &mut out);
            rest = behind;
        }
        while let Some(letters) = rest.first_chunk() {
            let (octets, found) = decoded_vector(letters);
            let fours = found / 4;
            put(octets.get(..3 * fours)?, &mut out);
            rest = rest.get(4 * fours..)?;
            if fours < 4 {
                break;
            }
        }
        if after_line_ends(rest).len() < rest.len() {
            continue;
        }
        // Four letters on two lines, or the last ones; where they are less, zeros stand for what is missing.
        let mut last = [b'A'; 16];
        let mut count = 0;
        while let [letter, behind @ ..] = rest
            && count < 4
            && (letter.is_ascii_alphanumeric() || matches!(letter, b'+' | b'/'))
            && let Some(to) = last.get_mut(count)
        {
            *to = *letter;
            count += 1;
            rest = after_line_ends(behind);
        }
        let padding: &[u8] = match count {
            0 => return Some((out, text.len() - rest.len())),
            2 => b"==",
            3 => b"=",
            4 => b"",
            _ => return None,
        };
        rest = after_line_ends(rest.strip_prefix(padding)?);
        let (octets, _) = decoded_vector(&last);
        let (octets, zeros) = octets.split_at_checked(3 - padding.len())?;
        put(octets, &mut out);
        if !padding.is_empty() {
            return zeros.iter().all(|zero| *zero == 0).then(|| (out, text.len() - rest.len()));
        }
    }
}

/// Called, not inlined: it stands in three places.
#[inline(never)]
fn put(octets: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(octets);
}

fn after_line_ends(mut text: &[u8]) -> &[u8] {
    while let [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] = text {
        text = rest;
    }
    text
}

#[inline(never)]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn encoded(octets: &[u8; BLOCK]) -> [u8; BLOCK_LETTERS] {
    let mut letters = [0; BLOCK_LETTERS];
    for (to, from) in letters.as_chunks_mut().0.iter_mut().zip(octets.as_chunks::<12>().0) {
        let mut octets = [0; 16];
        for (to, from) in octets.iter_mut().zip(from) {
            *to = *from;
        }
        *to = to_octets(letters_of(from_octets(octets)));
    }
    letters
}

/// What is to be added to values of each kind: 0 for small letters, 1 to 10 for digits, 11 and 12 for the last two, 13 for capital
/// letters.
const APART: [u8; 16] = {
    let digit = b'0'.wrapping_sub(52);
    let (plus, slash) = (b'+'.wrapping_sub(62), b'/'.wrapping_sub(63));
    [b'a' - 26, digit, digit, digit, digit, digit, digit, digit, digit, digit, digit, plus, slash, b'A', 0, 0]
};

/// The letters of the first twelve octets; the others are zero.
#[inline]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn letters_of(octets: Vector) -> Vector {
    // Three octets to a word, the first the highest; then six bits to an octet, the first the lowest.
    let words = shuffle!(octets, 2, 1, 0, 15, 5, 4, 3, 15, 8, 7, 6, 15, 11, 10, 9, 15);
    let values = or(
        or(right(words, 18), and(right(words, 4), splat_words(0x3f00))),
        or(and(left(words, 10), splat_words(0x3f_0000)), and(left(words, 24), splat_words(0x3f00_0000))),
    );
    let kinds = or(above(values, splat(51)), and(less(values, splat(26)), splat(13)));
    add(values, table(from_octets(APART), kinds))
}

/// Nothing where not all of them are letters.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn decoded(letters: &[u8; BLOCK_LETTERS]) -> Option<[u8; BLOCK]> {
    let mut octets = [0; BLOCK];
    let mut all = splat(0xff);
    for (to, from) in octets.as_chunks_mut::<12>().0.iter_mut().zip(letters.as_chunks().0) {
        let (values, found) = values_of(from_octets(*from));
        all = and(all, found);
        for (to, from) in to.iter_mut().zip(to_octets(packed(values))) {
            *to = from;
        }
    }
    (bits(all) == 0xffff).then_some(octets)
}

/// What sixteen letters stand for, and how many of them are letters, from the first on.
#[inline(never)]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn decoded_vector(letters: &[u8; 16]) -> ([u8; 16], usize) {
    let (values, found) = values_of(from_octets(*letters));
    (to_octets(packed(values)), usize::try_from(bits(found).trailing_ones()).unwrap_or_default())
}

/// The value of each letter, and which are letters at all.
#[inline]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn values_of(letters: Vector) -> (Vector, Vector) {
    macro_rules! among {
        ($first:literal, $count:literal, $value:literal) => {{
            let place = add(letters, splat(0_u8.wrapping_sub($first)));
            let found = less(place, splat($count));
            (and(add(place, splat($value)), found), found)
        }};
    }
    let (capital, is_capital) = among!(b'A', 26, 0);
    let (small, is_small) = among!(b'a', 26, 26);
    let (digit, is_digit) = among!(b'0', 10, 52);
    let (plus, is_plus) = among!(b'+', 1, 62);
    let (slash, is_slash) = among!(b'/', 1, 63);
    (
        or(or(or(capital, small), digit), or(plus, slash)),
        or(or(or(is_capital, is_small), is_digit), or(is_plus, is_slash)),
    )
}

/// Twelve octets of sixteen values, and four zeros.
#[inline]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn packed(values: Vector) -> Vector {
    let words = or(
        or(left(and(values, splat_words(0x3f)), 18), left(and(values, splat_words(0x3f00)), 4)),
        or(right(and(values, splat_words(0x3f_0000)), 10), right(values, 24)),
    );
    shuffle!(words, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 3, 7, 11, 15)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::base64::Engine as _;
    use ::base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    fn in_lines(octets: &[u8], width: usize, line_end: &str) -> Vec<u8> {
        octets.chunks(width).flat_map(|line| [STANDARD.encode(line).as_bytes(), line_end.as_bytes()].concat()).collect()
    }

    #[test]
    fn the_standards_examples_come_out() {
        // RFC 4648 section 10.
        for (octets, letters) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            let mut out = Vec::new();
            lines(octets.as_bytes(), 57, b"", &mut out);
            assert_eq!(str::from_utf8(&out).unwrap(), letters);
            assert_eq!(decode(letters.as_bytes()), Some((octets.into(), letters.len())));
        }
    }

    #[test]
    fn every_value_has_its_letter_and_no_other_octet_is_one() {
        let octets: Vec<u8> = (0..=255).flat_map(|octet: u8| [octet, octet.rotate_left(3), octet ^ 0x5a]).collect();
        let text = STANDARD.encode(&octets).into_bytes();
        assert!((0..64).all(|value| text.contains(&STANDARD.encode([value << 2]).as_bytes()[0])));
        let mut out = Vec::new();
        lines(&octets, 48, b"", &mut out);
        assert_eq!(out, text);
        for octet in 0..=255 {
            let is_letter = octet == b'+' || octet == b'/' || char::from(octet).is_ascii_alphanumeric();
            for at in [0, 5, 63, 64, 79] {
                let mut text = text.clone();
                text[at] = octet;
                let (octets, length) = decode(&text[..80]).unwrap_or_default();
                assert_eq!(length == 80, is_letter, "{octet} {at}");
                assert_eq!(octets.len() == 60, is_letter, "{octet} {at}");
            }
        }
    }

    #[test]
    fn what_is_no_base64_is_nothing_and_what_follows_stays() {
        for wrong in ["Zg=", "Zg", "Z", "Z===", "Zh==", "Zm9=", "Zg=\n=", "Zm9vYg", "====A="] {
            let decoded = decode(wrong.as_bytes());
            assert!(decoded.is_none() || decoded == Some((vec![], 0)), "{wrong}");
        }
        for (text, octets, used) in [
            ("Zm9v\n=abcd", "foo", 5),
            ("Zm9v\r\n-----END", "foo", 6),
            ("Zg==\n\n-----END", "f", 6),
            ("Zg==Zg==", "f", 4),
            ("Zm9v Zm9v", "foo", 4),
            ("Zm9v\rZm9v", "foo", 4),
            ("Zm\n9v\r\n\r\n", "foo", 9),
        ] {
            assert_eq!(decode(text.as_bytes()), Some((octets.into(), used)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn letters_are_read_as_the_crate_reads_them(text in "[A-Da-d0-9+/]{0,90}={0,3}") {
            prop_assert_eq!(whole(text.as_bytes()), STANDARD.decode(&text).ok());
        }

        #[test]
        fn lines_are_those_of_the_crate_and_come_back(octets: Vec<u8>, width in 1_usize..58, crlf: bool) {
            let line_end = if crlf { "\r\n" } else { "\n" };
            let mut out = b"before ".to_vec();
            lines(&octets, width, line_end.as_bytes(), &mut out);
            prop_assert_eq!(&out[7..], in_lines(&octets, width, line_end));
            let text: Vec<u8> = STANDARD.encode(&octets).as_bytes().chunks(width).flat_map(|line| [line, line_end.as_bytes()].concat()).collect();
            // Padding that goes on in another line is for others to make sense of.
            let is_torn = text.ends_with(b"=\n=\n") || text.ends_with(b"=\r\n=\r\n");
            prop_assert_eq!(super::text(&octets), STANDARD.encode(&octets));
            prop_assert_eq!(decode(&text), (!is_torn).then_some((octets, text.len())));
        }
    }
}
