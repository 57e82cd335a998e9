//! Where lines of a text end, sixteen octets at a time.

use crate::vector::{bits, equal, from_octets, splat};

/// What stands before the first `\n`, and what behind it; nothing where there is none.
#[inline(never)]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn first(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (vectors, rest) = text.as_chunks();
    let found = vectors.iter().zip((0..).step_by(16)).find_map(|(octets, at)| {
        let ends = bits(equal(from_octets(*octets), splat(b'\n')));
        (ends != 0).then(|| at + usize::try_from(ends.trailing_zeros()).unwrap_or_default())
    });
    let in_rest = || Some(text.len() - rest.len() + rest.iter().position(|octet| *octet == b'\n')?);
    let (line, behind) = text.split_at_checked(found.or_else(in_rest)?)?;
    Some((line, behind.get(1..)?))
}

/// The lines of a text without their `\n`; the last may be empty, as `split` has it.
pub fn split(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (line, behind) = first(text).map_or((text, None), |(line, behind)| (line, Some(behind)));
        rest = behind;
        Some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_are_those_of_split(text in "[\nab\r]{0,20}|(.{0,70}\n?){0,4}") {
            let text = text.as_bytes();
            prop_assert!(split(text).eq(text.split(|octet| *octet == b'\n')));
            prop_assert_eq!(first(text).map(|(line, _)| line.len()), text.iter().position(|octet| *octet == b'\n'));
        }
    }
}
