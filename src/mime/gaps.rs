//! Large files are not there when a message is written: their octets come later, in pieces, and go where gaps were left.

use zegel_octets::base64;

/// Octets that make a line (RFC 2045 section 6.8), and how long it is.
const LINE: u64 = 57;
const WRITTEN: u64 = 78;

/// Where a file's octets belong, in base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Where in the octets that are there.
    pub at: usize,
    /// Position of the file in the draft.
    pub file: usize,
    /// How many octets it has.
    pub octets: u64,
}

impl Gap {
    /// A whole number of lines: of pieces of that length each can be encoded by itself.
    pub const PIECE: u64 = LINE << 14;

    /// How long it becomes.
    pub fn length(&self) -> u64 {
        let (lines, rest) = (self.octets / LINE, self.octets % LINE);
        lines * WRITTEN + if rest > 0 { rest.div_ceil(3) * 4 + 2 } else { 0 }
    }

    /// Encodes a piece of a file.
    pub fn encode(octets: &[u8], out: &mut Vec<u8>) {
        base64::lines(octets, usize::try_from(LINE).unwrap_or_default(), b"\r\n", out);
    }
}

/// What stands for a file while a message is written. `boundary` is random: nobody who writes a text can know its mark.
pub(super) fn mark(boundary: &str, file: usize) -> Vec<u8> {
    format!("{boundary}/{file}").into_bytes()
}

/// Takes the marks out, and says where they stood. Nothing where one is missing.
pub(super) fn cut(bytes: &mut Vec<u8>, boundary: &str, away: &[Option<u64>]) -> Option<Vec<Gap>> {
    let mut gaps = Vec::new();
    for (file, octets) in away.iter().enumerate() {
        let Some(octets) = *octets else { continue };
        let mut written = Vec::new();
        Gap::encode(&mark(boundary, file), &mut written);
        // A line by itself: no file's number is the beginning of another's.
        let written = [b"\r\n\r\n", written.as_slice(), b"\r\n--"].concat();
        let at = bytes.windows(written.len()).position(|window| window == written)? + 4;
        bytes.drain(at..at + written.len() - 8);
        // What was found before and stands behind moves up.
        for gap in &mut gaps {
            let Gap { at: behind, .. } = gap;
            if *behind > at {
                *behind -= written.len() - 8;
            }
        }
        let before = gaps.partition_point(|gap| gap.at < at);
        gaps.insert(before, Gap { at, file, octets });
    }
    Some(gaps)
}

/// Puts those files in that are there after all, and gives the gaps that are left. Encoded in one go, large files are written many
/// times as fast as by the library.
pub(super) fn fill(bytes: &mut Vec<u8>, gaps: Vec<Gap>, here: &[Option<&[u8]>]) -> Option<Vec<Gap>> {
    let found = |gap: &Gap| here.get(gap.file).copied().flatten();
    let more: u64 = gaps.iter().filter(|gap| found(gap).is_some()).map(Gap::length).sum();
    if more == 0 {
        return Some(gaps);
    }
    let mut filled = Vec::with_capacity(bytes.len().checked_add(usize::try_from(more).ok()?)?);
    let mut left = Vec::new();
    let mut from = 0;
    for gap in gaps {
        filled.extend_from_slice(bytes.get(from..gap.at)?);
        from = gap.at;
        match found(&gap) {
            Some(octets) => Gap::encode(octets, &mut filled),
            None => left.push(Gap { at: filled.len(), ..gap }),
        }
    }
    filled.extend_from_slice(bytes.get(from..)?);
    *bytes = filled;
    Some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_as_long_as_what_goes_into_it() {
        for octets in [0_u32, 1, 2, 3, 56, 57, 58, 113, 114, 115, 1000] {
            let mut written = Vec::new();
            Gap::encode(&vec![7; octets.try_into().unwrap()], &mut written);
            let gap = Gap { at: 0, file: 0, octets: octets.into() };
            assert_eq!(gap.length(), u64::try_from(written.len()).unwrap(), "{octets}");
        }
    }

    #[test]
    fn gaps_are_found_in_any_order() {
        let written = |file| {
            let mut out = b"Content-Transfer-Encoding: base64\r\n\r\n".to_vec();
            Gap::encode(&mark("=_ab", file), &mut out);
            [out, b"\r\n--=_ab\r\n".to_vec()].concat()
        };
        let mut bytes = [b"x".to_vec(), written(2), written(0), written(11), b"y".to_vec()].concat();
        let away = [Some(5), None, Some(6), None, None, None, None, None, None, None, None, Some(7)];
        let gaps = cut(&mut bytes, "=_ab", &away).unwrap();
        assert_eq!(gaps.iter().map(|gap| (gap.file, gap.octets)).collect::<Vec<_>>(), [(2, 6), (0, 5), (11, 7)]);
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(
            gaps.iter()
                .map(|gap| text.split_at(gap.at))
                .all(|(before, after)| before.ends_with("base64\r\n\r\n") && after.starts_with("\r\n--"))
        );
        assert_eq!(text.matches("base64").count(), 3);
        let here =
            [None, None, Some(b"second".as_slice()), None, None, None, None, None, None, None, None, Some(b"seventh")];
        let left = fill(&mut bytes, gaps, &here).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.starts_with("xContent-Transfer-Encoding: base64\r\n\r\nc2Vjb25k\r\n\r\n--"), "{text}");
        assert!(text.ends_with("base64\r\n\r\nc2V2ZW50aA==\r\n\r\n--=_ab\r\ny"), "{text}");
        assert!(matches!(left.as_slice(), [gap] if gap.file == 0 && text.split_at(gap.at).1.starts_with("\r\n--")));
        assert_eq!(cut(&mut bytes, "=_ab", &away), None, "they are gone");
    }
}
