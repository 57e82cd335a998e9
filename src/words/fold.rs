//! Text as a reader sees it, in fewer characters.

/// One character for all that look alike to a reader.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    // Most text is ASCII, which stays as it is, unless nobody sees it.
    let other = |byte: u8| !byte.is_ascii() || (byte.is_ascii_control() && !matches!(byte, b'\t'..=b'\r'));
    while let Some(at) = rest.bytes().position(other) {
        let (ascii, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        plain.push_str(ascii);
        let Some(c) = after.chars().next() else { break };
        if let Some(letter) = plain.chars().next_back().and_then(|base| with_accent(base, c)) {
            plain.pop();
            plain.push(letter);
        } else if !is_invisible(c) {
            plain.push(similar(c));
        }
        rest = after.get(c.len_utf8()..).unwrap_or("");
    }
    plain.push_str(rest);
    plain
}

/// In lower case letter by letter, with every run of white space as one space.
pub(super) fn lower(plain: &str) -> String {
    let mut lower = String::with_capacity(plain.len());
    let mut rest = plain;
    // Words of ASCII at once, which most of a text is.
    while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii_graphic()) {
        let (word, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        push_lower(word, &mut lower);
        let Some(c) = after.chars().next() else { break };
        match c {
            // A final sigma is no other letter than one in the middle.
            'ς' => lower.push('σ'),
            _ if !c.is_whitespace() => lower.extend(c.to_lowercase()),
            _ if !lower.ends_with(' ') => lower.push(' '),
            _ => {}
        }
        rest = after.get(c.len_utf8()..).unwrap_or("");
    }
    push_lower(rest, &mut lower);
    lower
}

fn push_lower(ascii: &str, lower: &mut String) {
    let start = lower.len();
    lower.push_str(ascii);
    if let Some(pushed) = lower.get_mut(start..) {
        pushed.make_ascii_lowercase();
    }
}

/// A letter whose accent is a character of its own, as one letter: those of the languages of western and central Europe.
fn with_accent(base: char, accent: char) -> Option<char> {
    let pairs = match accent {
        '\u{300}' => "aàeèiìoòuùAÀEÈIÌOÒUÙ",
        '\u{301}' => "aáeéiíoóuúyýcćnńsśzźAÁEÉIÍOÓUÚYÝCĆNŃSŚZŹ",
        '\u{302}' => "aâeêiîoôuûAÂEÊIÎOÔUÛ",
        '\u{303}' => "aãnñoõAÃNÑOÕ",
        '\u{308}' => "aäeëiïoöuüyÿAÄEËIÏOÖUÜ",
        '\u{30a}' => "aåuůAÅUŮ",
        '\u{30b}' => "oőuűOŐUŰ",
        '\u{30c}' => "cčdďeěnňrřsštťzžCČDĎEĚNŇRŘSŠTŤZŽ",
        '\u{327}' => "cçsşCÇSŞ",
        '\u{328}' => "aąeęAĄEĘ",
        _ => return None,
    };
    let mut letters = pairs.chars();
    while let (Some(known), Some(composed)) = (letters.next(), letters.next()) {
        if known == base {
            return Some(composed);
        }
    }
    None
}

fn similar(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{85}' | '\u{2028}' | '\u{2029}' => c,
        '\u{58a}'
        | '\u{5be}'
        | '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{2e3a}'
        | '\u{2e3b}'
        | '\u{fe58}'
        | '\u{fe63}' => '-',
        _ if c.is_whitespace() => ' ',
        _ => digit(c).unwrap_or(c),
    }
}

/// The decimal digits of a script follow each other.
fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    let zero = ZEROS.partition_point(|zero| *zero <= code).checked_sub(1).and_then(|at| ZEROS.get(at))?;
    char::from_digit((code - zero).min(10), 10)
}

/// The zero of each script (Unicode 16, general category Nd; the mathematical digits are five sets).
const ZEROS: [u32; 74] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
    0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
    0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0,
    0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50,
    0x11da0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec,
    0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

/// Soft hyphens, zero-width characters and the like come along when text is pasted, or are put there to hide a word: what
/// Unicode calls default ignorable, anchors of annotations, and control characters that end no line.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t'..='\r' | '\u{85}'))
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_keeps_case_and_lines() {
        assert_eq!(plain("A\u{a0}B\r\nC\tD\u{2028}E"), "A B\r\nC\tD\u{2028}E");
        assert_eq!(plain("Ｎｏ．　１２\u{ad}3 ٤٥ १ 𝟗 ½ Ⅷ"), "No. 123 45 1 9 ½ Ⅷ");
        assert_eq!(plain("a\u{2013}b\u{2212}c\u{200b}\u{feff}d\u{fe0f}"), "a-b-cd");
        let hidden =
            "\0\u{1}\u{1b}\u{7f}\u{80}\u{9f}\u{115f}\u{1160}\u{17b4}\u{3164}\u{ffa0}\u{fff0}\u{fff9}\u{1bca0}\u{1d173}";
        for c in hidden.chars() {
            assert_eq!(plain(&["apo", &c.to_string(), "llo é"].concat()), "apollo é", "{c:?}");
        }
        assert_eq!(plain("a\u{b}b\u{c}c"), "a\u{b}b\u{c}c");
    }

    #[test]
    fn lower_has_single_spaces() {
        assert_eq!(lower("\n A  B\t\u{85}ÇΣς İ"), " a b çσσ i\u{307}");
    }
}
