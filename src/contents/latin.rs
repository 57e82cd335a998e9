//! The windows-1252 character set.

/// The character of a byte; the five bytes that have none are the control characters of ISO 8859-1, as the Encoding
/// Standard has it.
pub(super) fn windows_1252(byte: u8) -> char {
    let high = usize::from(byte).checked_sub(0x80).and_then(|at| HIGH.get(at));
    high.copied().unwrap_or(char::from(byte))
}

const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

#[cfg(test)]
mod tests {
    use super::windows_1252;

    #[test]
    fn bytes_are_characters() {
        let text: String = b"A\x80\x9f\xa0\xe9\xff".iter().map(|byte| windows_1252(*byte)).collect();
        assert_eq!(text, "A€Ÿ\u{a0}éÿ");
    }
}
