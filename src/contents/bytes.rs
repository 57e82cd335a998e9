//! Numbers and patterns in bytes.

/// The little-endian number at an offset.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The little-endian number at an offset.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The little-endian number at an offset.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// A 32-bit number as a length or an offset; one that memory cannot hold is beyond every end.
pub(super) fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Whether a pattern stands at an offset.
pub(super) fn stands_at(bytes: &[u8], at: usize, pattern: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(pattern))
}

/// Where a pattern stands first, at or after an offset.
pub(super) fn find(bytes: &[u8], from: usize, pattern: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let first = pattern.first()?;
    let mut at = 0;
    while let Some(next) = rest.get(at..)?.iter().position(|byte| byte == first) {
        at += next;
        if stands_at(rest, at, pattern) {
            return Some(from + at);
        }
        at += 1;
    }
    None
}

/// Where a pattern stands last.
pub(super) fn find_last(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len().max(1)).rposition(|window| window == pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_found() {
        assert_eq!(find(b"aabaab", 0, b"ab"), Some(1));
        assert_eq!(find(b"aabaab", 2, b"ab"), Some(4));
        assert_eq!(find(b"aab", 9, b"ab"), None);
        assert_eq!(find_last(b"aabaab", b"ab"), Some(4));
        assert_eq!(find_last(b"", b"ab"), None);
        assert_eq!((u16_at(b"\x01\x02", 0), u16_at(b"\x01\x02", 1), u16_at(b"\x01", 7)), (Some(0x201), None, None));
    }
}
