//! What has been found so far, and what may still be spent on looking.

use super::{
    FREE_OF_RATIO, FileKind, Inspection, InspectionState, MAX_INFLATED, MAX_NAMES, MAX_PARTS, MAX_PROPERTIES,
    MAX_RATIO, MAX_TEXT, MAX_VALUE, Property, Unread,
};

/// An answer in the making. Every reader writes into one of these, so that bounds hold for all of them together.
pub(super) struct Findings {
    pub(super) encrypted: bool,
    pub(super) executable: bool,
    text: String,
    is_full: bool,
    properties: Vec<Property>,
    names: Vec<String>,
    reason: Option<Unread>,
    inflatable: usize,
    parts: usize,
}

impl Default for Findings {
    fn default() -> Self {
        Self {
            encrypted: false,
            executable: false,
            text: String::new(),
            is_full: false,
            properties: Vec::new(),
            names: Vec::new(),
            reason: None,
            inflatable: MAX_INFLATED,
            parts: MAX_PARTS,
        }
    }
}

impl Findings {
    /// Adds text as it stands.
    pub(super) fn text(&mut self, text: &str) {
        if self.is_full {
            return;
        }
        let room = MAX_TEXT.saturating_sub(self.text.len());
        if text.len() > room {
            self.is_full = true;
            self.miss(Unread::TooLarge);
        }
        self.text.push_str(text.get(..text.floor_char_boundary(room)).unwrap_or(""));
    }

    /// Adds one character.
    pub(super) fn letter(&mut self, letter: char) {
        self.text(letter.encode_utf8(&mut [0; 4]));
    }

    /// Parts what comes from what was: with `space`, unless white space does so already. A line break is the stronger.
    pub(super) fn part(&mut self, space: char) {
        if space == '\n' && self.text.ends_with(['\t', ' ']) {
            self.text.pop();
        }
        if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.letter(space);
        }
    }

    /// Parts lines, unless the hyphen at the end of the last one only says that the word goes on with `next`.
    pub(super) fn wrap(&mut self, next: char) {
        let word = self.text.strip_suffix('-').filter(|word| word.ends_with(char::is_alphabetic));
        if word.is_some() && next.is_lowercase() {
            self.text.pop();
        } else {
            self.part('\n');
        }
    }

    /// Adds text that belongs to nothing around it.
    pub(super) fn apart(&mut self, text: &str) {
        self.part('\n');
        self.text(text);
        self.part('\n');
    }

    /// Whether more text would be of no use.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Octets of text so far.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    /// What was added since there were `start` octets.
    pub(super) fn text_since(&self, start: usize) -> &str {
        self.text.get(start..).unwrap_or("")
    }

    /// Whether that ends with a text.
    pub(super) fn ends_with(&self, start: usize, text: &str) -> bool {
        self.text_since(start).trim_end().ends_with(text)
    }

    /// Adds a document property, unless it is empty.
    pub(super) fn property(&mut self, name: &str, value: &str) {
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() || value.is_empty() {
            return;
        }
        if self.properties.len() >= MAX_PROPERTIES {
            self.miss(Unread::TooLarge);
            return;
        }
        self.properties.push(Property { name: shortened(name), value: shortened(value) });
    }

    /// Adds the name of a file inside.
    pub(super) fn name(&mut self, name: &str) {
        if self.names.len() < MAX_NAMES {
            self.names.push(shortened(name));
        } else {
            self.miss(Unread::TooManyParts);
        }
    }

    /// Notes that something is not read.
    pub(super) fn miss(&mut self, reason: Unread) {
        self.reason = Some(self.reason.map_or(reason, |known| known.min(reason)));
    }

    /// Takes one part of those that may be looked at.
    pub(super) fn take_part(&mut self) -> bool {
        let left = self.parts > 0;
        self.parts = self.parts.saturating_sub(1);
        if !left {
            self.miss(Unread::TooManyParts);
        }
        left
    }

    /// Octets that `packed` octets may become.
    pub(super) fn allowance(&self, packed: usize) -> usize {
        self.inflatable.min(packed.saturating_mul(MAX_RATIO).max(FREE_OF_RATIO))
    }

    /// Pays for octets made. A part that made nothing still cost work.
    pub(super) fn spend(&mut self, octets: usize) {
        self.inflatable = self.inflatable.saturating_sub(octets.max(256));
    }

    pub(super) fn conclude(self, kind: FileKind) -> Inspection {
        let Self { encrypted, executable, text, properties, names, reason, .. } = self;
        let found = !text.is_empty() || !properties.is_empty() || !names.is_empty();
        let state = match reason {
            None => InspectionState::Read,
            Some(_) if found => InspectionState::Partly,
            Some(_) => InspectionState::Unread,
        };
        Inspection { kind, state, reason, text, properties, names, encrypted, executable }
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(MAX_VALUE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_between_characters() {
        let mut findings = Findings::default();
        findings.text(&"x".repeat(MAX_TEXT - 1));
        assert!(!findings.is_full());
        findings.text("€uro");
        findings.text("more");
        let found = findings.conclude(FileKind::Text);
        assert_eq!(found.text.len(), MAX_TEXT - 1);
        assert_eq!((found.state, found.reason), (InspectionState::Partly, Some(Unread::TooLarge)));
    }

    #[test]
    fn the_weightiest_reason_wins() {
        let mut findings = Findings::default();
        findings.miss(Unread::Damaged);
        findings.miss(Unread::Encrypted);
        findings.miss(Unread::Unsupported);
        let found = findings.conclude(FileKind::Zip);
        assert_eq!((found.state, found.reason), (InspectionState::Unread, Some(Unread::Encrypted)));
    }

    #[test]
    fn properties_and_names_are_bounded() {
        let mut findings = Findings::default();
        for _ in 0..=MAX_NAMES {
            findings.name(&"n".repeat(MAX_VALUE + 1));
            findings.property("Title", &"é".repeat(MAX_VALUE + 1));
        }
        findings.property("Empty", " ");
        let found = findings.conclude(FileKind::Zip);
        assert_eq!((found.names.len(), found.properties.len()), (MAX_NAMES, MAX_PROPERTIES));
        assert_eq!(found.properties[0].value.chars().count(), MAX_VALUE);
        assert_eq!(found.reason, Some(Unread::TooLarge));
    }

    #[test]
    fn words_go_on_behind_a_hyphen() {
        let mut findings = Findings::default();
        for (line, next) in [("secre-", 't'), ("tly A-", 'B'), ("B 12-", 'a'), ("a", 'b')] {
            findings.text(line);
            findings.wrap(next);
        }
        assert_eq!(findings.conclude(FileKind::Pdf).text, "secretly A-\nB 12-\na\n");
    }

    #[test]
    fn words_are_parted_once() {
        let mut findings = Findings::default();
        findings.part(' ');
        findings.text("a");
        findings.part('\t');
        findings.part('\n');
        findings.part(' ');
        findings.apart("b");
        assert_eq!(findings.conclude(FileKind::Text).text, "a\nb\n");
    }
}
