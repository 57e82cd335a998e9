//! Character maps: what the codes in a text mean (ISO 32000-2, 9.10.3).

use super::super::text::utf16;
use super::object::{Lexer, Object};

/// A `ToUnicode` map.
#[derive(Default)]
pub(super) struct CMap {
    /// First code, last code and the text of the first; the last character counts on with the code.
    ranges: Vec<(u32, u32, String)>,
}

/// Entries of a map.
const MAX_RANGES: usize = 70_000;

impl CMap {
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut ranges = Vec::new();
        let mut lexer = Lexer::new(bytes, 0);
        while let Some(object) = lexer.object() {
            let has_ranges = match object {
                Object::Word(b"beginbfchar") => false,
                Object::Word(b"beginbfrange") => true,
                _ => continue,
            };
            while let Some(Object::Text(first)) = lexer.object()
                && ranges.len() < MAX_RANGES
            {
                let Some(low) = code(&first) else { continue };
                let high = if has_ranges { lexer.object().and_then(|last| code(last.text()?)) } else { Some(low) };
                match (high, lexer.object()) {
                    (Some(high), Some(Object::Text(text))) => ranges.push((low, high, utf16(&text))),
                    (Some(_), Some(Object::Array(texts))) => {
                        let texts = texts.iter().filter_map(Object::text).zip(low..);
                        ranges.extend(texts.map(|(text, code)| (code, code, utf16(text))));
                    }
                    _ => break,
                }
            }
        }
        ranges.sort_by_key(|(low, ..)| *low);
        Self { ranges }
    }

    /// The text of a code; none also where the map only says that there is none.
    pub(super) fn text(&self, code: u32) -> Option<String> {
        let after = self.ranges.partition_point(|(low, ..)| *low <= code);
        let (low, high, first) = self.ranges.get(after.checked_sub(1)?)?;
        let mut text = first.clone();
        if code > *high {
            return None;
        }
        if code > *low {
            let last = text.pop()?;
            text.push(char::from_u32(u32::from(last).checked_add(code - low)?)?);
        }
        (!text.trim_matches(['\0', char::REPLACEMENT_CHARACTER]).is_empty()).then_some(text)
    }
}

/// A code of up to four octets.
pub(super) fn code(bytes: &[u8]) -> Option<u32> {
    if bytes.len() > 4 {
        return None;
    }
    Some(bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_texts() {
        let map = CMap::read(
            b"/CIDInit /ProcSet findresource begin 1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
            2 beginbfchar <0003> <0020> <0010> <00660069> endbfchar\n\
            2 beginbfrange <0020> <0022> <0041> <0030> <0031> [<0078> <D83DDE00>] endbfrange",
        );
        let texts: Vec<_> = [3, 0x10, 0x20, 0x22, 0x23, 0x31, 0xffff].into_iter().map(|code| map.text(code)).collect();
        let expected = [Some(" "), Some("fi"), Some("A"), Some("C"), None, Some("😀"), None];
        assert_eq!(texts, expected.map(|text| text.map(str::to_owned)));
    }
}
