//! Finding words in text, and the text of HTML.

/// Text in which words are looked for, prepared once for all of them.
pub(super) struct Searchable(String);

impl Searchable {
    pub(super) fn new(text: &str) -> Self {
        Self(comparable(text))
    }

    /// Whether a word or phrase stands in the text, without case, bounded by anything that is no letter or digit
    /// (the matching that Exchange documents for its `…ContainsWords` conditions).
    pub(super) fn contains_word(&self, word: &str) -> bool {
        let word = comparable(word);
        !word.is_empty() && self.0.match_indices(&word).any(|(start, found)| self.stands_alone(start, found.len()))
    }

    fn stands_alone(&self, start: usize, length: usize) -> bool {
        let before = self.0.get(..start).and_then(|head| head.chars().next_back());
        let after = self.0.get(start + length..).and_then(|tail| tail.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    }
}

/// Text as it is compared: in lower case letter by letter (a final sigma is no other word than one in the middle),
/// without characters nobody sees, and with every run of white space as one blank.
fn comparable(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase) {
        if !c.is_whitespace() {
            plain.push(c);
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    plain
}

/// Soft hyphens and zero-width characters come along when text is pasted.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// The text of an HTML document as a person sees it: tags gone, the usual character references resolved.
pub(super) fn visible_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        push_resolved(&mut text, before);
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some((tag, after)) = tag.split_once('>') else {
            // An open tag at the end hides nothing from a rule.
            push_resolved(&mut text, tag);
            return text;
        };
        // Inline elements do not part words; anything else does.
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        if !INLINE.contains(&name.to_ascii_lowercase().as_str()) {
            text.push('\n');
        }
        rest = after;
    }
    push_resolved(&mut text, rest);
    text
}

const INLINE: [&str; 26] = [
    "a", "b", "code", "em", "font", "i", "mark", "s", "span", "strong", "sub", "sup", "u", "wbr", "del", "ins",
    "small", "big", "tt", "label", "q", "cite", "abbr", "strike", "kbd", "var",
];

fn push_resolved(text: &mut String, raw: &str) {
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let end = after.bytes().take(10).position(|b| b == b';');
        let (name, tail) = match end {
            Some(end) => (after.get(..end).unwrap_or(""), after.get(end + 1..).unwrap_or("")),
            None => ("", after),
        };
        if let Some(c) = reference(name) {
            text.push(c);
            rest = tail;
        } else {
            text.push('&');
            rest = after;
        }
    }
    text.push_str(rest);
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        "shy" => Some('\u{ad}'),
        "zwj" | "zwnj" => Some('\u{200d}'),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_borders() {
        for text in ["Contoso", "say Contoso.", "(contoso)", "a contoso-b", "x\ncontoso"] {
            assert!(Searchable::new(text).contains_word("contoso"), "{text}");
        }
        for text in ["Acontoso", "Contosoa", "Acontosob", "contoso1", ""] {
            assert!(!Searchable::new(text).contains_word("contoso"), "{text}");
        }
        assert!(Searchable::new("Wij SLUITEN de jaarrekening").contains_word("sluiten de"));
        assert!(Searchable::new("acontoso contoso").contains_word("contoso"));
        for text in ["donor  list", "donor\nlist", "donor\u{a0}list", "do\u{ad}nor li\u{200b}st", "Donor\r\n\tList"] {
            assert!(Searchable::new(text).contains_word("donor list"), "{text:?}");
        }
    }

    #[test]
    fn html_reads_as_a_person_sees_it() {
        assert_eq!(visible_text("<p>se<b>cr</b>et &amp; more</p>"), "\nsecret & more\n");
        assert_eq!(visible_text("a&nbsp;b &#99; &bogus; &"), "a b c &bogus; &");
        assert_eq!(visible_text("x<div>y"), "x\ny");
        assert_eq!(visible_text("half <b secret"), "half b secret");
        assert_eq!(visible_text("do<!-- > -->nor&shy; <ins>li</ins>st"), "donor\u{ad} list");
        assert_eq!(visible_text("x<!-- never closed"), "x");
    }
}
