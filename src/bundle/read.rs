//! From JSON to a [`Bundle`]: checked by the tables, then across entries, then taken over.

use super::check::{self, Ids, Judge, Notes, child, fields};
use super::conditions::{self, Lists};
use super::label_schema::LABEL_HEADERS;
use super::schema::{BUNDLE, List, MAX_RULES};
use super::{
    Alignment, Audience, Automatic, Bundle, Embedding, FileLabels, InFiles, Label, Lowering, Mapping, Marking, Member,
    Mistake, Organisation, OwnType, Person, Policy, Reading, Sensitivity, Template, Text, ToMessage, Watermark,
};
use crate::address::Address;
use crate::time::{Instant, ZonedTime};
use serde_json::Value;

/// A bundle longer than this is refused before it is parsed.
const MAX_BYTES: usize = 8 * 1024 * 1024;

pub(super) fn read(bytes: &[u8], judge: &Judge) -> Result<Bundle, Vec<Mistake>> {
    let mut notes = Notes::default();
    if let Some(top) = parse(bytes, &mut notes) {
        let ids = Ids::of(&top, judge, &mut notes);
        check::object(&top, BUNDLE, "", &ids, &mut notes);
        super::across::check(&top, &ids, judge, &mut notes);
        if notes.0.is_empty() {
            return Ok(bundle(&top, &ids));
        }
    }
    Err(notes.0)
}

fn parse(bytes: &[u8], notes: &mut Notes) -> Option<Value> {
    if bytes.len() > MAX_BYTES {
        notes.add("", "too-large", "a bundle has at most 8 MiB");
        return None;
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        notes.add("", "empty", "the file is empty");
        return None;
    }
    match serde_json::from_slice::<Value>(bytes) {
        Ok(value) => {
            let newer = value.get("format").and_then(Value::as_u64).is_some_and(|format| format != 1);
            if newer {
                // What a newer format means by its fields is not for this version to judge.
                notes.add("/format", "not-allowed", "this version reads format 1; update to read newer bundles");
                return None;
            }
            if value.get("rules").and_then(Value::as_array).is_some_and(|rules| rules.len() > MAX_RULES) {
                notes.add("/rules", "too-many", "at most 1000 rules");
                return None;
            }
            Some(value)
        }
        Err(error) => {
            let (line, column) = (error.line().to_string(), error.column().to_string());
            notes.add("", "not-json", &["not JSON at line ", &line, ", column ", &column].concat());
            None
        }
    }
}

/// Takes over what has been checked; nothing is missing any more.
fn bundle(top: &Value, ids: &Ids) -> Bundle {
    let mut lists = Lists::new(top);
    let labels = labels(top, ids, &mut lists);
    let rules = items(top, "rules").map(|rule| conditions::rule(rule, ids, &mut lists)).collect();
    let types: Vec<OwnType> = items(top, "types").map(|own| conditions::own_type(own, &mut lists)).collect();
    Bundle {
        organisation: organisation(top),
        serial: number(top, "serial").unwrap_or(0),
        issued: instant(top, "issued"),
        expires: instant(top, "expires"),
        grace_days: number(top, "graceDays").unwrap_or(7),
        templates: items(top, "templates").map(|template| self::template(template, ids)).collect(),
        groups: items(top, "groups").map(|group| members(group, "members")).collect(),
        people: items(top, "people").filter_map(person).collect(),
        policies: items(top, "policies").map(|policy| self::policy(policy, ids)).collect(),
        default_label: reference(top, "defaultLabel", List::Labels, ids),
        label_required: flag(top, "labelRequired").unwrap_or(false),
        lowering: lowering(top).unwrap_or(Lowering::Free),
        exposed: strings(top, "exposedHeaders").map(ToOwned::to_owned).collect(),
        label_headers: match top.get("labelHeaders").filter(|value| !value.is_null()) {
            Some(_) => strings(top, "labelHeaders").map(ToOwned::to_owned).collect(),
            None => LABEL_HEADERS.iter().map(|name| (*name).to_owned()).collect(),
        },
        file_labels: file_labels(top),
        mappings: items(top, "labelMappings").filter_map(|value| mapping(value, ids)).collect(),
        reading: Reading::of(top),
        embedding: Embedding::of(top),
        word_lists: lists.words,
        patterns: lists.patterns,
        places: lists.places,
        asked: lists.asked,
        labels,
        rules,
        types,
    }
}

fn organisation(top: &Value) -> Organisation {
    let value = top.get("organisation").unwrap_or(&Value::Null);
    Organisation {
        id: lower(value, "id"),
        name: plain(value, "name"),
        domains: strings(value, "domains").map(str::to_ascii_lowercase).collect(),
        accent: string(value, "accent").map(str::to_ascii_lowercase),
    }
}

fn labels(top: &Value, ids: &Ids, lists: &mut Lists<'_>) -> Vec<Label> {
    let mut labels: Vec<Label> = items(top, "labels").map(|value| label(value, ids, lists)).collect();
    let parents: Vec<usize> = labels.iter().filter_map(|label| label.parent).collect();
    for (at, label) in labels.iter_mut().enumerate() {
        if !parents.contains(&at) {
            label.means = Some(at);
        }
    }
    labels
}

fn label(value: &Value, ids: &Ids, lists: &mut Lists<'_>) -> Label {
    let name = text(value, "name").unwrap_or_default();
    let tooltip = text(value, "tooltip");
    Label {
        id: lower(value, "id"),
        parent: reference(value, "parent", List::Labels, ids),
        tooltip: tooltip.unwrap_or_else(|| name.clone()),
        description: text(value, "description"),
        name,
        color: lower(value, "color"),
        protection: reference(value, "protection", List::Templates, ids),
        header: value.get("header").filter(|value| !value.is_null()).map(marking),
        footer: value.get("footer").filter(|value| !value.is_null()).map(marking),
        watermark: value.get("watermark").filter(|value| !value.is_null()).map(watermark),
        in_files: in_files(value, "files"),
        protective_marking: value.get("protectiveMarking").filter(|value| !value.is_null()).map(protective_marking),
        subject_tag: text(value, "subjectTag"),
        subject_tag_at_end: string(value, "subjectTagAt") == Some("end"),
        sensitivity: match string(value, "sensitivity") {
            Some("personal") => Some(Sensitivity::Personal),
            Some("private") => Some(Sensitivity::Private),
            Some(_) => Some(Sensitivity::CompanyConfidential),
            None => None,
        },
        recipients: audience(value),
        allowed: members(value, "allowedRecipients"),
        max_recipients: number(value, "maxRecipients"),
        lowering: lowering(value),
        lowerable_by: references(value, "lowerableBy", List::Groups, ids),
        automatic: value.get("automatic").filter(|value| !value.is_null()).map(|value| Automatic {
            apply: string(value, "mode") == Some("apply"),
            when: conditions::when(value, ids, lists),
            tip: text(value, "tip"),
        }),
        removal: string(value, "removal").map(|word| word == "allowed"),
        remote_content: string(value, "remoteContent").is_none(),
        // A heading means what it names; any other label itself.
        means: reference(value, "defaultSubLabel", List::Labels, ids),
    }
}

fn marking(value: &Value) -> Marking {
    Marking {
        text: plain(value, "text"),
        color: string(value, "color").map_or_else(|| "#000000".to_owned(), str::to_ascii_lowercase),
        size: number(value, "size").and_then(|size| u8::try_from(size).ok()).unwrap_or(10),
        alignment: match string(value, "alignment") {
            Some("center") => Alignment::Center,
            Some("right") => Alignment::Right,
            _ => Alignment::Left,
        },
    }
}

fn watermark(value: &Value) -> Watermark {
    Watermark {
        text: plain(value, "text"),
        color: string(value, "color").map_or_else(|| "#c0c0c0".to_owned(), str::to_ascii_lowercase),
        size: number(value, "size").and_then(|size| u8::try_from(size).ok()),
        diagonal: string(value, "layout") != Some("horizontal"),
    }
}

fn protective_marking(value: &Value) -> String {
    let mut marking = ["SEC=", string(value, "security").unwrap_or("")].concat();
    for (key, name) in [("caveat", ", CAVEAT="), ("access", ", ACCESS=")] {
        if let Some(word) = string(value, key) {
            marking.extend([name, word]);
        }
    }
    marking
}

fn in_files(value: &Value, key: &str) -> Option<InFiles> {
    match string(value, key)? {
        "visible" => Some(InFiles::Visible),
        "properties" => Some(InFiles::Properties),
        _ => Some(InFiles::Off),
    }
}

fn file_labels(top: &Value) -> FileLabels {
    let value = top.get("fileLabels").unwrap_or(&Value::Null);
    FileLabels {
        to_message: match string(value, "toMessage") {
            Some("apply") => ToMessage::Apply,
            Some("recommend") => ToMessage::Recommend,
            _ => ToMessage::Off,
        },
        from_message: in_files(value, "fromMessage").unwrap_or(InFiles::Off),
        label_info: flag(value, "labelInfo").unwrap_or(false),
    }
}

fn mapping(value: &Value, ids: &Ids) -> Option<Mapping> {
    let label = string(value, "label").map(str::to_ascii_lowercase);
    Some(Mapping { site: lower(value, "organisation"), label, to: reference(value, "to", List::Labels, ids)? })
}

fn template(value: &Value, ids: &Ids) -> Template {
    Template {
        id: plain(value, "id"),
        name: text(value, "name").unwrap_or_default(),
        description: text(value, "description").unwrap_or_default(),
        recipients: audience(value),
        do_not_forward: flag(value, "doNotForward").unwrap_or(false),
        label: reference(value, "label", List::Labels, ids),
    }
}

fn person(value: &Value) -> Option<Person> {
    Some(Person {
        address: Address::parse(string(value, "address")?).ok()?,
        manager: string(value, "manager").and_then(|address| Address::parse(address).ok()),
        attributes: fields(value.get("attributes"))
            .filter_map(|(name, value)| Some((name.to_owned(), value.as_str()?.to_owned())))
            .collect(),
    })
}

fn policy(value: &Value, ids: &Ids) -> Policy {
    Policy {
        users: members(value, "users"),
        groups: references(value, "groups", List::Groups, ids),
        labels: references(value, "labels", List::Labels, ids),
        default_label: reference(value, "defaultLabel", List::Labels, ids),
        label_required: flag(value, "labelRequired"),
        lowering: lowering(value),
    }
}

fn audience(value: &Value) -> Audience {
    match string(value, "recipients") {
        Some("insiders") => Audience::Insiders,
        Some("ask") => Audience::Ask,
        _ => Audience::Anyone,
    }
}

fn lowering(value: &Value) -> Option<Lowering> {
    match string(value, "lowering")? {
        "free" => Some(Lowering::Free),
        "reason" => Some(Lowering::Reason),
        _ => Some(Lowering::Forbidden),
    }
}

fn members(value: &Value, key: &str) -> Vec<Member> {
    let member = |text: &str| match Address::parse(text) {
        Ok(address) => Member::Address(address),
        Err(_) => Member::Domain(text.to_ascii_lowercase()),
    };
    strings(value, key).map(member).collect()
}

pub(super) fn items<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

pub(super) fn strings<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v str> {
    items(value, key).filter_map(Value::as_str)
}

pub(super) fn string<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}

pub(super) fn plain(value: &Value, key: &str) -> String {
    string(value, key).unwrap_or("").to_owned()
}

fn lower(value: &Value, key: &str) -> String {
    string(value, key).unwrap_or("").to_ascii_lowercase()
}

pub(super) fn flag(value: &Value, key: &str) -> Option<bool> {
    value.get(key)?.as_bool()
}

pub(super) fn number(value: &Value, key: &str) -> Option<u64> {
    value.get(key)?.as_u64()
}

pub(super) fn instant(value: &Value, key: &str) -> Option<Instant> {
    ZonedTime::parse_iso(string(value, key)?).map(ZonedTime::instant)
}

pub(super) fn text(value: &Value, key: &str) -> Option<Text> {
    match value.get(key)? {
        Value::String(plain) => Some(Text(vec![("en".to_owned(), plain.clone())])),
        Value::Object(texts) => {
            let text = |(language, text): (&String, &Value)| Some((language.clone(), text.as_str()?.to_owned()));
            Some(Text(texts.iter().filter_map(text).collect()))
        }
        _ => None,
    }
}

pub(super) fn reference(value: &Value, key: &str, list: List, ids: &Ids) -> Option<usize> {
    ids.position(list, string(value, key)?)
}

pub(super) fn references(value: &Value, key: &str, list: List, ids: &Ids) -> Vec<usize> {
    strings(value, key).filter_map(|id| ids.position(list, id)).collect()
}

/// The place of an entry of a list.
pub(super) fn place(key: &str, at: usize, field: &str) -> String {
    child(&child(&child("", key), &at.to_string()), field)
}
