//! Headers and footers of Excel: one text in which codes part left, centre and right and tell how letters look
//! (ECMA-376 part 1, clause 18.3.1.46).
//!
//! There is no place for a name, and programs write the codes anew when they save. So a mark has lines of its own, and
//! what it says is remembered: where, and a checksum of each line without its codes. The last such line there is ours.

use super::digits;
use crate::bundle::Alignment;

/// Characters of a header or footer with all codes; Excel shows no longer one.
const MAX_LENGTH: usize = 255;

/// A header or footer, taken apart: left, centre, right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Codes([String; 3]);

/// Lines of ours in a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lines {
    section: usize,
    /// With codes.
    text: String,
    checksums: Vec<u64>,
}

impl Lines {
    /// Lines of text with a size and a colour.
    pub(super) fn new<'a>(lines: impl Iterator<Item = &'a str>, place: Alignment, size: u8, color: &str) -> Self {
        let lines: Vec<&str> = lines.collect();
        let section = match place {
            Alignment::Left => 0,
            Alignment::Center => 1,
            Alignment::Right => 2,
        };
        // The font comes first, as it ends bold and italic; the colour last, as digits may follow it.
        let codes = ["&\"-,Regular\"&", &size.max(1).to_string(), "&K", &digits(color)].concat();
        let text = [codes.as_str(), &lines.join("\n").replace('&', "&&")].concat();
        Self { section, text, checksums: lines.into_iter().map(checksum).collect() }
    }

    /// How they are found again: `H` or `F`, the section, a checksum, for each line.
    pub(super) fn record(&self, place: char) -> Vec<String> {
        let section = ["L", "C", "R"].get(self.section).unwrap_or(&"C");
        self.checksums.iter().map(|sum| format!("{place}{section}{sum:016x}")).collect()
    }
}

impl Codes {
    pub(super) fn read(text: &str) -> Self {
        let mut sections: [String; 3] = Default::default();
        let mut at = 1;
        for token in tokens(text) {
            match token {
                "&L" => at = 0,
                "&C" => at = 1,
                "&R" => at = 2,
                token => {
                    if let Some(section) = sections.get_mut(at) {
                        section.push_str(token);
                    }
                }
            }
        }
        Self(sections)
    }

    pub(super) fn text(&self) -> String {
        let parts = ["&L", "&C", "&R"].into_iter().zip(&self.0).filter(|(_, section)| !section.is_empty());
        parts.flat_map(|(code, section)| [code, section]).collect()
    }

    /// Whether Excel shows it.
    pub(super) fn fits(&self) -> bool {
        self.text().encode_utf16().count() <= MAX_LENGTH
    }

    pub(super) fn add(&mut self, lines: &Lines) {
        let Some(section) = self.0.get_mut(lines.section) else { return };
        if !section.is_empty() {
            section.push('\n');
        }
        section.push_str(&lines.text);
    }

    /// Takes out the lines that a record tells, the last ones first. Whether there were any.
    pub(super) fn remove(&mut self, record: &str, place: char) -> bool {
        let mut changed = false;
        for known in record.split(' ').rev() {
            let mut known_chars = known.chars();
            let section = match (known_chars.next() == Some(place), known_chars.next()) {
                (true, Some('L')) => 0,
                (true, Some('C')) => 1,
                (true, Some('R')) => 2,
                _ => continue,
            };
            let Ok(sum) = u64::from_str_radix(known_chars.as_str(), 16) else { continue };
            let Some(section) = self.0.get_mut(section) else { continue };
            let mut lines: Vec<&str> = section.split('\n').collect();
            if let Some(at) = lines.iter().rposition(|line| checksum(&plain(line)) == sum) {
                lines.remove(at);
                *section = lines.join("\n");
                changed = true;
            }
        }
        changed
    }
}

/// Codes and the text between them.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (token, after) = rest.split_at_checked(token_length(rest)).unwrap_or((rest, ""));
        found.push(token);
        rest = after;
    }
    found
}

fn token_length(text: &str) -> usize {
    let Some(code) = text.strip_prefix('&') else { return text.find('&').unwrap_or(text.len()) };
    let Some(first) = code.chars().next() else { return 1 };
    let more = code.get(first.len_utf8()..).unwrap_or("");
    1 + first.len_utf8()
        + match first {
            '"' => more.find('"').map_or(more.len(), |end| end + 1),
            '0'..='9' => more.bytes().take_while(u8::is_ascii_digit).count(),
            'K' => more.char_indices().nth(6).map_or(more.len(), |(end, _)| end),
            _ => 0,
        }
}

/// What a line says; a code that stands for something, such as the page, says something of its own.
fn plain(line: &str) -> String {
    let mut plain = String::new();
    for token in tokens(line) {
        match token.strip_prefix('&').and_then(|code| code.chars().next()) {
            Some('&') => plain.push('&'),
            Some('P' | 'N' | 'D' | 'T' | 'Z' | 'F' | 'A' | 'G') => plain.push('\0'),
            Some(_) => {}
            None => plain.push_str(token),
        }
    }
    plain.trim().to_owned()
}

/// FNV-1a. It only has to tell a few lines apart.
fn checksum(line: &str) -> u64 {
    line.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, octet| (sum ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "&LPage &P&C&\"Arial,&L Bold\"&12A && B&K01+000x";

    #[test]
    fn sections_are_told_apart() {
        let codes = Codes::read(OLD);
        assert_eq!(codes.0, ["Page &P", "&\"Arial,&L Bold\"&12A && B&K01+000x", ""]);
        assert_eq!(codes.text(), OLD);
        assert_eq!(Codes::read("plain&").0, ["", "plain&", ""]);
    }

    #[test]
    fn lines_are_put_in_and_found_again_also_in_other_codes() {
        let lines = Lines::new(["2 R&D", "secret"].into_iter(), Alignment::Center, 9, "#b00020");
        let record = lines.record('H').join(" ");
        let mut codes = Codes::read(OLD);
        codes.add(&lines);
        assert!(codes.text().ends_with("000x\n&\"-,Regular\"&9&KB000202 R&&D\nsecret"));
        assert!(codes.fits() && codes.remove(&record, 'H'));
        assert_eq!(codes.text(), OLD);
        let mut other = Codes::read("&C&\"Times,Bold\"&14x\n&B2 R&&&UD\n&9secret");
        assert!(!other.remove(&record, 'F') && other.remove(&record, 'H'));
        assert_eq!(other.text(), "&C&\"Times,Bold\"&14x");
    }
}
