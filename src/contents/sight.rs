//! What a bundle's rules look for, as it was found in one draft: plain data for the program that decides.

use super::{Inspection, InspectionState, Property, Unread};
use crate::msip;
use serde::Serialize;
use serde_json::Value;

/// Everything found in a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sight {
    /// Words found: of a list of the bundle, in one of its places.
    pub words: Vec<Seen>,
    /// Patterns found.
    pub patterns: Vec<Seen>,
    /// Sensitive information found.
    pub data: Vec<SeenData>,
    /// What would be found in header fields that labels and rules may set.
    pub later: Vec<Later>,
    /// What is so of each attachment; `None` where it was not read yet.
    pub attachments: Vec<Option<Attached>>,
}

/// A word or a pattern found: place, list or pattern, field, position in the field, what was found, how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen(pub usize, pub usize, pub String, pub Option<usize>, pub String, pub usize);

/// What a header field would hold: place, whether a pattern or a word, pattern or list, the value of the field, what is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Later(pub usize, pub bool, pub usize, pub String, pub String);

/// Sensitive information found: which of the kinds the bundle asks for, field, position in the field, how sure the kind
/// wants to be, and each value with how sure it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenData(pub usize, pub String, pub Option<usize>, pub u8, pub Vec<(u8, String)>);

/// What is so of an attachment.
#[expect(clippy::struct_excessive_bools, reason = "each is the answer to a condition of its own")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Attached {
    /// Whether all of it was read.
    pub whole: bool,
    /// Whether its kind holds no text that can be read.
    pub unsupported: bool,
    /// Whether it goes beyond a limit.
    pub too_large: bool,
    /// Whether it asks for a password.
    pub encrypted: bool,
    /// Whether it is a program.
    pub executable: bool,
    /// Names of files inside it.
    pub names: Vec<String>,
    /// The labels it carries: organisation and label, each a UUID.
    pub labels: Vec<(String, String)>,
}

impl Attached {
    pub(super) fn of(inspection: &Inspection) -> Self {
        Self {
            whole: inspection.state == InspectionState::Read,
            unsupported: inspection.reason == Some(Unread::Unsupported),
            too_large: matches!(inspection.reason, Some(Unread::TooLarge | Unread::TooManyParts | Unread::TooDeep)),
            encrypted: inspection.encrypted,
            executable: inspection.executable,
            names: inspection.names.clone(),
            labels: labels(&inspection.properties),
        }
    }
}

fn labels(properties: &[Property]) -> Vec<(String, String)> {
    let pairs = properties.iter().map(|property| (property.name.as_str(), property.value.as_str()));
    let groups = msip::groups(pairs);
    groups
        .iter()
        .filter(|group| group.is_enabled())
        .filter_map(|group| Some((group.site()?, group.id.clone())))
        .collect()
}

impl Sight {
    /// As the program that looks wrote it. `None` if it is of another form: then nothing may be decided by it.
    pub fn from_json(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_slice(text.as_bytes()).ok()?;
        let list = |key: &str| value.get(key)?.as_array();
        Some(Self {
            words: all(list("words")?, seen)?,
            patterns: all(list("patterns")?, seen)?,
            data: all(list("data")?, data)?,
            later: all(list("later")?, later)?,
            attachments: all(list("attachments")?, attached)?,
        })
    }
}

fn all<T>(values: &[Value], read: fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    let mut list = Vec::with_capacity(values.len());
    for value in values {
        list.push(read(value)?);
    }
    Some(list)
}

fn number(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(ToOwned::to_owned)
}

#[expect(clippy::option_option, reason = "the outer one says whether it could be read")]
fn position(value: &Value) -> Option<Option<usize>> {
    if value.is_null() { Some(None) } else { Some(Some(number(value)?)) }
}

fn seen(value: &Value) -> Option<Seen> {
    let [place, id, field, index, matched, count] = value.as_array()?.as_slice() else { return None };
    Some(Seen(number(place)?, number(id)?, text(field)?, position(index)?, text(matched)?, number(count)?))
}

fn later(value: &Value) -> Option<Later> {
    let [place, pattern, id, header, matched] = value.as_array()?.as_slice() else { return None };
    Some(Later(number(place)?, pattern.as_bool()?, number(id)?, text(header)?, text(matched)?))
}

fn data(value: &Value) -> Option<SeenData> {
    let [kind, field, index, recommended, values] = value.as_array()?.as_slice() else { return None };
    let values = all(values.as_array()?, sure)?;
    Some(SeenData(number(kind)?, text(field)?, position(index)?, percent(recommended)?, values))
}

fn percent(value: &Value) -> Option<u8> {
    u8::try_from(value.as_u64()?).ok()
}

fn sure(value: &Value) -> Option<(u8, String)> {
    let [sure, value] = value.as_array()?.as_slice() else { return None };
    Some((percent(sure)?, text(value)?))
}

#[expect(clippy::option_option, reason = "the outer one says whether it could be read")]
fn attached(value: &Value) -> Option<Option<Attached>> {
    if value.is_null() {
        return Some(None);
    }
    let flag = |key: &str| value.get(key)?.as_bool();
    Some(Some(Attached {
        whole: flag("whole")?,
        unsupported: flag("unsupported")?,
        too_large: flag("too_large")?,
        encrypted: flag("encrypted")?,
        executable: flag("executable")?,
        names: all(value.get("names")?.as_array()?, text)?,
        labels: all(value.get("labels")?.as_array()?, label)?,
    }))
}

fn label(value: &Value) -> Option<(String, String)> {
    let [site, id] = value.as_array()?.as_slice() else { return None };
    Some((text(site)?, text(id)?))
}
