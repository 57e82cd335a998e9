//! Labels on a message that arrived: what each is, whose, and how far it can be relied on.

use crate::msip::{self, Group};
use crate::time::ZonedTime;
use serde::Serialize;

/// The decoded values of the fields that state labels, of one set of header fields.
#[derive(Debug, Clone, Default)]
pub struct Stated {
    /// `msip_labels`
    pub msip: Vec<String>,
    /// `SIO-Label`
    pub sio: Vec<String>,
    /// `X-Protective-Marking`
    pub protective: Vec<String>,
    /// `Sensitivity`
    pub sensitivity: Vec<String>,
}

/// A label of an opened message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OpenedLabel {
    /// Its GUID.
    pub id: String,
    /// The name it had when it was set.
    pub name: Option<String>,
    /// How far it can be relied on.
    pub state: LabelState,
    /// UUID of the organisation that set it.
    pub organisation: Option<String>,
    /// When it was set, in UTC.
    pub set: Option<String>,
    /// Whether the header contradicts itself about it; then the last word counts.
    pub contradicts: bool,
    /// Whether it stood only inside the encryption.
    pub hidden: bool,
    /// Its pairs, to hand on with an answer.
    pub text: String,
}

/// How far a label can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum LabelState {
    /// A valid signature of the sender covers it.
    Verified,
    /// Anyone could have written it.
    Claimed,
    /// The outer header says something else than the signed one.
    Disagree,
}

/// A marking of another system: words, not one of the labels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OpenedMarking {
    /// The header field it stands in.
    pub field: String,
    /// Its words.
    pub text: String,
    /// `#rrggbb`, where it says one.
    pub color: Option<String>,
    /// How far it can be relied on.
    pub state: LabelState,
}

/// The labels of a message, those inside the encryption first. `inner`: the fields the payload has, if they count.
/// `verified`: a valid signature of the sender covers those.
pub fn received_labels(outer: &Stated, inner: Option<&Stated>, verified: bool) -> Vec<OpenedLabel> {
    let outside = labels_in(&outer.msip);
    let inside = inner.map(|inner| labels_in(&inner.msip)).unwrap_or_default();
    let same_site = |one: &Group, other: &Group| one.site() == other.site();
    let mut labels = Vec::new();
    for group in &inside {
        let contradicted = outside.iter().any(|other| same_site(group, other) && other.id != group.id);
        let state = match (contradicted, verified) {
            (true, _) => LabelState::Disagree,
            (false, true) => LabelState::Verified,
            (false, false) => LabelState::Claimed,
        };
        let hidden = !outside.iter().any(|other| other.id == group.id);
        labels.push(opened(group, state, hidden));
    }
    for group in outside.iter().filter(|group| !inside.iter().any(|other| same_site(group, other))) {
        // The sender wrote none, and somebody on the way did; beside one of the sender's it is another organisation's word.
        let added = inner.is_some() && verified && inside.is_empty();
        labels.push(opened(group, if added { LabelState::Disagree } else { LabelState::Claimed }, false));
    }
    labels
}

/// The words of a marking, and their colour.
type Marked = (String, Option<String>);

/// Markings of other systems; a signed one counts before one outside.
pub fn received_markings(outer: &Stated, inner: Option<&Stated>, verified: bool) -> Vec<OpenedMarking> {
    let mut markings = Vec::new();
    let one = |field: &str, values: fn(&Stated) -> &Vec<String>, read: fn(&str) -> Option<Marked>| {
        let of = |stated: &Stated| values(stated).first().and_then(|value| read(value));
        let (inside, outside) = (inner.and_then(of), of(outer));
        let disagree = inside.as_ref().zip(outside.as_ref()).is_some_and(|(inside, outside)| inside.0 != outside.0);
        let state = match (&inside, disagree, verified) {
            (Some(_), true, _) => LabelState::Disagree,
            (Some(_), false, true) => LabelState::Verified,
            _ => LabelState::Claimed,
        };
        inside.or(outside).map(|(text, color)| OpenedMarking { field: field.to_owned(), text, color, state })
    };
    markings.extend(one("SIO-Label", |stated| &stated.sio, sio_marking));
    markings.extend(one("X-Protective-Marking", |stated| &stated.protective, |value| Some((short(value), None))));
    markings.extend(one("Sensitivity", |stated| &stated.sensitivity, |value| Some((short(value), None))));
    markings.retain(|marking| !marking.text.is_empty());
    markings
}

/// The labels in force that stand beside a part of a message.
pub fn part_labels(value: &str, state: LabelState) -> Vec<OpenedLabel> {
    labels_in(&[value.to_owned()]).iter().map(|group| opened(group, state, false)).collect()
}

/// The labels in force among pairs that nobody vouches for, such as the properties of a file.
pub fn claimed_labels<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<OpenedLabel> {
    let groups = msip::groups(pairs);
    groups.iter().filter(|group| group.is_enabled()).map(|group| opened(group, LabelState::Claimed, false)).collect()
}

fn labels_in(values: &[String]) -> Vec<Group> {
    let mut groups = msip::groups(values.iter().flat_map(|value| msip::pairs(value)));
    groups.retain(Group::is_enabled);
    groups
}

fn opened(group: &Group, state: LabelState, hidden: bool) -> OpenedLabel {
    OpenedLabel {
        id: group.id.clone(),
        name: group.get("Name").map(short).filter(|name| !name.is_empty()),
        state,
        organisation: group.site(),
        set: group.get("SetDate").and_then(ZonedTime::parse_iso).map(|time| time.instant().to_iso()),
        contradicts: group.contradicts,
        hidden,
        text: group.to_text(),
    }
}

fn short(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(msip::MAX_LENGTH).collect()
}

/// The marking of a `SIO-Label` (RFC 7444): words and background.
fn sio_marking(value: &str) -> Option<Marked> {
    let parameters = parameters(value);
    let color = parameters.iter().find(|(name, _)| name == "bgcolor").map(|(_, value)| value.to_ascii_lowercase());
    let color = color.filter(|color| {
        color.len() == 7 && color.starts_with('#') && color.bytes().skip(1).all(|byte| byte.is_ascii_hexdigit())
    });
    let (_, marking) = parameters.into_iter().find(|(name, _)| name == "marking")?;
    Some((short(&marking), color))
}

/// Parameters as RFC 2231 has them, continuations put together.
fn parameters(value: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    let mut rest = value;
    while let Some((name, after)) = rest.split_once('=').filter(|_| found.len() < 32) {
        let (content, next) = if let Some(quoted) = after.trim_start().strip_prefix('"') {
            quoted_string(quoted)
        } else {
            let (content, next) = after.split_once(';').unwrap_or((after, ""));
            (content.trim().to_owned(), next)
        };
        rest = next.trim_start().trim_start_matches(';');
        let name = name.trim().to_ascii_lowercase();
        let is_encoded = name.ends_with('*');
        let base = name.split('*').next().unwrap_or_default().to_owned();
        // The charset and the language stand before the first piece; only UTF-8 and ASCII are read.
        let plain =
            if is_encoded { content.rsplit_once('\'').map_or(content.as_str(), |(_, text)| text) } else { &content };
        let octets = if is_encoded { unescaped(plain) } else { plain.as_bytes().to_vec() };
        match found.iter_mut().find(|(known, _)| *known == base) {
            Some((_, known)) => known.extend(octets),
            None => found.push((base, octets)),
        }
    }
    found.into_iter().map(|(name, octets)| (name, String::from_utf8_lossy(&octets).into_owned())).collect()
}

/// What stands up to the closing quote, and what follows it.
fn quoted_string(text: &str) -> (String, &str) {
    let mut content = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (content, text.get(at + 1..).unwrap_or_default()),
            '\\' => content.extend(letters.next().map(|(_, letter)| letter)),
            letter => content.push(letter),
        }
    }
    (content, "")
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut octets = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let hex = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        if byte != b'%' {
            octets.push(byte);
        } else if let (Some(high), Some(low)) = (hex(bytes.next()), hex(bytes.next())) {
            octets.extend(u8::try_from(high * 16 + low));
        }
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02";
    const OTHER: &str = "7f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f03";
    const SITE: &str = "0d9c6a51-77aa-4c0d-8f11-5a2b6c7d8e9f";
    const ELSEWHERE: &str = "1d9c6a51-77aa-4c0d-8f11-5a2b6c7d8e9f";

    fn stated(pairs: &[(&str, &str)]) -> Stated {
        let msip =
            pairs.iter().map(|(id, site)| format!("MSIP_Label_{id}_Enabled=true; MSIP_Label_{id}_SiteId={site}"));
        Stated { msip: msip.collect(), ..Stated::default() }
    }

    fn states(outer: &Stated, inner: &Stated, verified: bool) -> Vec<(String, LabelState)> {
        let labels = received_labels(outer, Some(inner), verified);
        labels.into_iter().map(|label| (label.id, label.state)).collect()
    }

    #[test]
    fn reads_every_shape() {
        let upper = ID.to_ascii_uppercase();
        let value = format!(
            "MSIP_Label_{ID}_Enabled=True;MSIP_Label_{upper}_Name=Third\t  Party_New;aiplabel=External Public; \
             MSIP_Label_{ID}_SiteId=0D9C6A51-77AA-4C0D-8F11-5A2B6C7D8E9F; MSIP_Label_{ID}_Tag=10, 0, 1, 1;\
             MSIP_Label_{ID}_SetDate=2025-08-25T01:53:40.4639473-0800;"
        );
        let labels = part_labels(&value, LabelState::Claimed);
        let [label] = labels.as_slice() else { panic!("{labels:?}") };
        assert_eq!((label.id.as_str(), label.name.as_deref()), (ID, Some("Third Party_New")));
        assert_eq!((label.organisation.as_deref(), label.set.as_deref()), (Some(SITE), Some("2025-08-25T09:53:40Z")));
        assert!(label.text.contains("_Tag=10, 0, 1, 1"));
    }

    #[test]
    fn a_label_must_be_enabled() {
        for value in [
            format!("MSIP_Label_{ID}_Name=Secret"),
            format!("MSIP_Label_{ID}_Enabled=true; MSIP_Label_{ID}_Enabled=false"),
            "garbage; =; MSIP_Label_; MSIP_Label_x".to_owned(),
        ] {
            assert!(part_labels(&value, LabelState::Claimed).is_empty(), "{value}");
        }
    }

    #[test]
    fn what_is_outside_is_held_against_what_is_signed() {
        let (own, forged) = (stated(&[(ID, SITE)]), stated(&[(OTHER, SITE)]));
        assert_eq!(states(&own, &own, true), [(ID.to_owned(), LabelState::Verified)]);
        assert_eq!(states(&Stated::default(), &own, true), [(ID.to_owned(), LabelState::Verified)]);
        assert_eq!(states(&own, &own, false), [(ID.to_owned(), LabelState::Claimed)]);
        assert_eq!(states(&forged, &own, true), [(ID.to_owned(), LabelState::Disagree)]);
        assert_eq!(states(&forged, &Stated::default(), true), [(OTHER.to_owned(), LabelState::Disagree)]);
    }

    #[test]
    fn each_organisation_speaks_for_itself() {
        let (own, both) = (stated(&[(ID, SITE)]), stated(&[(ID, SITE), (OTHER, ELSEWHERE)]));
        let expected = [(ID.to_owned(), LabelState::Verified), (OTHER.to_owned(), LabelState::Claimed)];
        assert_eq!(states(&both, &own, true), expected);
        let ten: Vec<(String, &str)> = (0..10).map(|at| (ID.replacen('6', &at.to_string(), 1), SITE)).collect();
        let ten: Vec<(&str, &str)> = ten.iter().map(|(id, site)| (id.as_str(), *site)).collect();
        assert_eq!(received_labels(&stated(&ten), None, false).len(), 10);
    }

    #[test]
    fn markings_of_other_systems_are_words() {
        let outer = Stated {
            sio: vec!["marking=\"ACME \\\"C\\\"; x\"; fgcolor=white;\tbgcolor=\"#B00020\"; type=\":ess\"".to_owned()],
            protective: vec!["VER=2018.3, NS=gov.au, SEC=OFFICIAL".to_owned()],
            ..Stated::default()
        };
        let markings = received_markings(&outer, None, false);
        let [sio, protective] = markings.as_slice() else { panic!("{markings:?}") };
        assert_eq!((sio.text.as_str(), sio.color.as_deref()), ("ACME \"C\"; x", Some("#b00020")));
        assert_eq!(
            (protective.text.as_str(), protective.state),
            ("VER=2018.3, NS=gov.au, SEC=OFFICIAL", LabelState::Claimed)
        );
        assert_eq!(
            sio_marking("marking*0*=utf-8''%C3%9Cber; marking*1*=%20alles"),
            Some(("Über alles".to_owned(), None))
        );
        assert_eq!(sio_marking("bgcolor=red"), None);
        for color in ["red", "#b0002", "#b000200", "b00020x", "#b0002g"] {
            assert_eq!(
                sio_marking(&format!("marking=x; bgcolor=\"{color}\"")),
                Some(("x".to_owned(), None)),
                "{color}"
            );
        }
    }

    #[test]
    fn parameters_are_read_one_after_the_other_and_not_without_end() {
        assert_eq!(
            sio_marking("marking=\"A\"; bgcolor=\"#b00020\""),
            Some(("A".to_owned(), Some("#b00020".to_owned())))
        );
        let after = |others: usize| {
            let all = (0..others).map(|at| format!("x{at}=y")).chain(["marking=A".to_owned()]);
            sio_marking(&all.collect::<Vec<_>>().join("; ")).is_some()
        };
        assert!(after(31) && !after(32));
    }

    #[test]
    fn a_marking_outside_is_held_against_the_signed_one() {
        let marked = |marking: &str| Stated { sio: vec![format!("marking={marking}")], ..Stated::default() };
        let state = |outer: &Stated, inner: Option<&Stated>, verified| {
            let [marking] = received_markings(outer, inner, verified).try_into().unwrap();
            (marking.text, marking.state)
        };
        let secret = || "Secret".to_owned();
        let none = Stated::default();
        assert_eq!(state(&marked("Secret"), Some(&marked("Secret")), true), (secret(), LabelState::Verified));
        assert_eq!(state(&none, Some(&marked("Secret")), true), (secret(), LabelState::Verified));
        assert_eq!(state(&marked("Secret"), Some(&marked("Secret")), false), (secret(), LabelState::Claimed));
        for verified in [true, false] {
            assert_eq!(state(&marked("Public"), Some(&marked("Secret")), verified), (secret(), LabelState::Disagree));
            assert_eq!(state(&marked("Secret"), Some(&none), verified), (secret(), LabelState::Claimed));
        }
    }
}
