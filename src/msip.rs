//! `MSIP_Label_<guid>_<attribute>`: the names under which mail headers and file properties of many makers state a
//! sensitivity label.
//!
//! A set of such pairs may hold labels of several organisations, one each; the organisation is named by `SiteId`.

/// What every name begins with; read without regard to case.
pub const PREFIX: &str = "MSIP_Label_";
/// Labels read of one message or file; real ones have one or two.
pub const MAX_LABELS: usize = 16;
/// Pairs read of one field; real ones have fewer than ten for each organisation.
const MAX_PAIRS: usize = 512;
/// Attributes read of one label: what an answer hands on must not grow without end.
const MAX_ATTRIBUTES: usize = 32;
/// Characters of a name and of a value, as all readers take them.
pub const MAX_LENGTH: usize = 255;

/// The pairs of one label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The label's GUID, in lower case.
    pub id: String,
    /// Attributes as they were written, in order: `("Enabled", "true")`.
    pub attributes: Vec<(String, String)>,
    /// Whether an attribute stood there twice with different values. The last one counts.
    pub contradicts: bool,
}

impl Group {
    /// The value of an attribute, its name without regard to case.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Whether the label is in force: `Enabled` is true and it was not taken off.
    pub fn is_enabled(&self) -> bool {
        let on = |value: &str| value.eq_ignore_ascii_case("true") || value == "1";
        self.get("Enabled").is_some_and(on) && !self.get("Removed").is_some_and(on)
    }

    /// The organisation's UUID, in lower case without braces.
    pub fn site(&self) -> Option<String> {
        self.get("SiteId").map(|site| site.trim_matches(['{', '}']).to_ascii_lowercase()).filter(|site| is_guid(site))
    }

    /// The pairs as text of a header field. What cannot stand there is left out: control characters, `;`, and pairs that
    /// are too long for other readers.
    pub fn to_text(&self) -> String {
        self.to_pairs().join("; ")
    }

    /// The same, each pair by itself.
    pub fn to_pairs(&self) -> Vec<String> {
        let fits = |(key, value): &(String, &str)| {
            let plain = |text: &str| text.chars().all(|c| !c.is_control() && c != ';') && !text.contains('\u{2028}');
            key.len() <= MAX_LENGTH
                && value.chars().count() <= MAX_LENGTH
                && plain(key)
                && plain(value)
                && !key.contains('=')
        };
        self.pairs().filter(fits).map(|(key, value)| [&key, "=", value].concat()).collect()
    }

    /// The pairs under their full names.
    pub fn pairs(&self) -> impl Iterator<Item = (String, &str)> {
        self.attributes.iter().map(|(name, value)| (key(&self.id, name), value.as_str()))
    }
}

/// The full name of an attribute.
pub fn key(id: &str, attribute: &str) -> String {
    [PREFIX, id, "_", attribute].concat()
}

/// Splits a full name into the label's GUID in lower case and the attribute's name.
pub fn split_key(key: &str) -> Option<(String, &str)> {
    let head = key.get(..PREFIX.len()).filter(|head| head.eq_ignore_ascii_case(PREFIX))?;
    let (id, attribute) = key.get(head.len()..)?.split_once('_')?;
    let id = id.trim_matches(['{', '}']).to_ascii_lowercase();
    (is_guid(&id) && !attribute.is_empty()).then_some((id, attribute))
}

/// 8-4-4-4-12 hexadecimal digits in lower case.
pub fn is_guid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let mut parts = text.split('-');
    lengths.iter().all(|length| {
        parts.next().is_some_and(|part| {
            part.len() == *length && part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        })
    }) && parts.next().is_none()
}

/// The pairs of a header field's decoded value: `;` between them, white space around them and inside values as folding
/// has left it.
pub fn pairs(value: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = value.split(';').take(MAX_PAIRS).filter_map(|pair| pair.split_once('='));
    pairs.map(|(key, value)| (key.trim(), value.trim()))
}

/// Gathers pairs into labels, in the order of appearance. Pairs under other names are left out.
pub fn groups<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Group> {
    let mut found: Vec<Group> = Vec::new();
    for (key, value) in pairs {
        let Some((id, attribute)) = split_key(key) else { continue };
        // Folding may have put a line end or several blanks into a value.
        let (attribute, value) = (attribute.to_owned(), value.split_whitespace().collect::<Vec<_>>().join(" "));
        let Some(group) = found.iter_mut().find(|group| group.id == id) else {
            if found.len() < MAX_LABELS {
                found.push(Group { id, attributes: vec![(attribute, value)], contradicts: false });
            }
            continue;
        };
        let is_full = group.attributes.len() >= MAX_ATTRIBUTES;
        let twin = group.attributes.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(&attribute));
        match twin {
            Some((_, known)) => {
                group.contradicts |= *known != value;
                *known = value;
            }
            None if is_full => {}
            None => group.attributes.push((attribute, value)),
        }
    }
    found
}

/// Which labels of a set belong to an organisation: those with its `SiteId`, and the label about to be written.
pub fn of_site(groups: &[Group], site: &str, id: &str) -> Vec<String> {
    let own = groups.iter().filter(|group| group.id == id || group.site().as_deref() == Some(site));
    own.map(|group| group.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02";
    const SITE: &str = "0d9c6a51-77aa-4c0d-8f11-5a2b6c7d8e9f";

    #[test]
    fn pairs_become_labels() {
        let upper = format!("msip_label_{}_ENABLED", ID.to_ascii_uppercase());
        let (site, name) = (key(ID, "SiteId"), key(ID, "Name"));
        let pairs =
            [(upper.as_str(), "True"), (&site, "{0D9C6A51-77AA-4C0D-8F11-5A2B6C7D8E9F}"), (&name, "A"), ("x", "y")];
        let groups = groups(pairs);
        let [group] = groups.as_slice() else { panic!("{groups:?}") };
        assert!(group.is_enabled() && !group.contradicts);
        assert_eq!((group.id.as_str(), group.site().as_deref(), group.get("name")), (ID, Some(SITE), Some("A")));
        assert_eq!(of_site(&groups, SITE, "other"), [ID]);
    }

    #[test]
    fn the_last_of_two_counts_and_is_noted() {
        let enabled = key(ID, "Enabled");
        let groups = groups([(enabled.as_str(), "true"), (&enabled, "false")]);
        let [group] = groups.as_slice() else { panic!("{groups:?}") };
        assert!(group.contradicts && !group.is_enabled());
    }

    #[test]
    fn what_is_no_guid_is_no_label() {
        assert_eq!(split_key("MSIP_Label__Enabled"), None);
        assert_eq!(split_key("MSIP_Label_x_Enabled"), None);
        assert_eq!(split_key(&format!("MSIP_Label_{ID}_")), None);
        assert_eq!(split_key("MSIP_Läbel"), None);
        for wrong in [
            "",
            "6f1d2a34-0c1e-4b57-9a80",
            "6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f021",
            "6f1d2a3-0c1e-4b57-9a80-3b7c5d9e1f02",
            "6f1d2a3g-0c1e-4b57-9a80-3b7c5d9e1f02",
            "6F1D2A34-0c1e-4b57-9a80-3b7c5d9e1f02",
        ] {
            assert!(!is_guid(wrong), "{wrong}");
        }
        assert!(is_guid(ID) && !is_guid(&format!("{ID}-0a1b")));
    }

    #[test]
    fn what_cannot_stand_in_a_header_field_is_not_written() {
        let long = "n".repeat(MAX_LENGTH + 1);
        for (attribute, value) in [
            ("A", "a;b"),
            ("A", "a\u{2028}b"),
            ("A", "a\u{7}b"),
            ("A", &long),
            ("A;B", "a"),
            ("A\u{7}", "a"),
            ("A=B", "a"),
            (&long, "a"),
        ] {
            let attributes = vec![(attribute.to_owned(), value.to_owned()), ("Name".to_owned(), "Kept".to_owned())];
            let group = Group { id: ID.to_owned(), attributes, contradicts: false };
            assert_eq!(group.to_text(), format!("MSIP_Label_{ID}_Name=Kept"), "{attribute:?} {value:?}");
        }
    }
}
