//! Holds a JSON document against the tables of [`super::schema`], noting every mistake at its place.

use super::embedding::is_origin;
use super::letters::{is_picture, is_web_address};
use super::schema::{Field, Form, Kind, List, MAX_WORDS};
use super::{Mistake, size};
use crate::pattern::PatternError;
use serde_json::{Map, Value};

/// The mistakes found so far.
#[derive(Default)]
pub(super) struct Notes(pub(super) Vec<Mistake>);

impl Notes {
    pub(super) fn add(&mut self, path: &str, code: &'static str, detail: &str) {
        // A file of nothing but mistakes helps nobody.
        if self.0.len() < 1000 {
            self.0.push(Mistake { path: path.to_owned(), code, detail: detail.to_owned() });
        }
    }
}

/// What can only be judged with the means to look into text. The program that decides leaves it to the one that looks.
#[derive(Clone, Copy)]
pub(super) struct Judge {
    /// Whether it judges at all.
    whole: bool,
    pub(super) pattern: fn(&str) -> Option<PatternError>,
    pub(super) data_type: fn(&str) -> bool,
    pub(super) check: fn(&str) -> bool,
}

impl Judge {
    /// Judges everything.
    pub(super) const WHOLE: Self = Self {
        whole: true,
        pattern: |text| crate::pattern::Pattern::parse(text).err(),
        data_type: |name| crate::detect::kind(name).is_some(),
        check: |name| crate::detect::Check::named(name).is_some(),
    };
    /// Takes patterns and names of built-in types for sound.
    pub(super) const OUTLINE: Self = Self { whole: false, pattern: |_| None, data_type: |_| true, check: |_| true };
}

/// The ids of all entries, gathered before anything may refer to them.
pub(super) struct Ids {
    lists: Vec<(List, Vec<String>)>,
    types: Vec<String>,
    judge: Judge,
}

impl Ids {
    /// Gathers ids, and notes those that stand twice.
    pub(super) fn of(top: &Value, judge: &Judge, notes: &mut Notes) -> Self {
        let lists = [List::Labels, List::Templates, List::Groups, List::WordLists, List::Branding];
        let gathered = lists.map(|list| (list, ids(top, list.name(), notes))).into();
        let types = ids(top, "types", notes);
        for (at, id) in types.iter().enumerate().filter(|(_, id)| judge.whole && (judge.data_type)(id)) {
            notes.add(&id_at("types", at), "duplicate", &[id, " is built in"].concat());
        }
        for key in ["rules", "policies"] {
            ids(top, key, notes);
        }
        Self { lists: gathered, types, judge: *judge }
    }

    /// Where in its list an entry stands.
    pub(super) fn position(&self, list: List, id: &str) -> Option<usize> {
        let (_, ids) = self.lists.iter().find(|(known, _)| *known == list)?;
        // GUIDs compare without case; other ids have none but lower case.
        let same = |known: &String| if list == List::Labels { known.eq_ignore_ascii_case(id) } else { known == id };
        ids.iter().position(same)
    }

    /// Where in the bundle's own types one stands.
    pub(super) fn own_type(&self, id: &str) -> Option<usize> {
        self.types.iter().position(|known| known == id)
    }
}

impl List {
    fn name(self) -> &'static str {
        match self {
            Self::Labels => "labels",
            Self::Templates => "templates",
            Self::Groups => "groups",
            Self::WordLists => "wordLists",
            Self::Branding => "branding",
        }
    }
}

fn id_at(list: &str, at: usize) -> String {
    ["/", list, "/", &at.to_string(), "/id"].concat()
}

fn ids(top: &Value, key: &str, notes: &mut Notes) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, entry) in top.get(key).and_then(Value::as_array).into_iter().flatten().enumerate() {
        let id = entry.get("id").and_then(Value::as_str).unwrap_or("").to_ascii_lowercase();
        if !id.is_empty() && found.contains(&id) {
            notes.add(&id_at(key, at), "duplicate", "this id stands twice");
        }
        found.push(id);
    }
    found
}

/// Checks an object and all that is in it.
pub(super) fn object(value: &Value, table: &[Field], path: &str, ids: &Ids, notes: &mut Notes) {
    let Value::Object(fields) = value else {
        notes.add(path, "wrong-type", "an object is expected here");
        return;
    };
    for (key, value) in fields {
        let at = child(path, key);
        match table.iter().find(|field| field.name == key) {
            Some(_) if value.is_null() => {}
            Some(field) => check(value, &field.kind, &at, ids, notes),
            None => {
                let known: Vec<&str> = table.iter().map(|field| field.name).collect();
                notes.add(&at, "unknown-field", &["known here: ", &known.join(", ")].concat());
            }
        }
    }
    for field in table.iter().filter(|field| field.required) {
        if fields.get(field.name).is_none_or(Value::is_null) {
            notes.add(&child(path, field.name), "missing", "this field is needed");
        }
    }
}

fn check(value: &Value, kind: &Kind, path: &str, ids: &Ids, notes: &mut Notes) {
    match kind {
        Kind::Text(limit) => text(value, *limit, path, notes),
        Kind::Flag if !value.is_boolean() => notes.add(path, "wrong-type", "true or false is expected here"),
        Kind::Flag => {}
        Kind::Count(least, most) => count(value, *least, *most, path, notes),
        Kind::Size => {
            if size(value).is_none() {
                notes.add(path, "wrong-type", "a number of octets, or a text such as 10 MB, is expected here");
            }
        }
        Kind::Word if value.is_object() => word_list(value, path, ids, notes),
        Kind::Attributes => attributes(value, path, notes),
        Kind::Any(each) => list(value, each, path, ids, notes),
        Kind::Many(each) => {
            if value.as_array().is_some_and(Vec::is_empty) {
                notes.add(path, "empty", "at least one value is needed");
            }
            list(value, each, path, ids, notes);
        }
        Kind::Object(table) => object(value, table, path, ids, notes),
        Kind::Plain(_)
        | Kind::Time
        | Kind::Form(_)
        | Kind::Choice(_)
        | Kind::Reference(_)
        | Kind::DataType
        | Kind::Word => {
            if let Some(text) = string(value, path, notes) {
                string_of_kind(text, kind, path, ids, notes);
            }
        }
    }
}

fn string_of_kind(text: &str, kind: &Kind, path: &str, ids: &Ids, notes: &mut Notes) {
    let wanted = |wanted: &str| ["expected here: ", wanted].concat();
    match kind {
        Kind::Plain(limit) => length(text, *limit, path, notes),
        Kind::Time if crate::time::ZonedTime::parse_iso(text).is_none() => {
            notes.add(path, "not-allowed", &wanted("a time such as 2026-03-02T08:15:00Z"));
        }
        Kind::Form(Form::Pattern) => pattern(text, path, ids, notes),
        Kind::Form(Form::Check) if (ids.judge.check)(text) => {}
        Kind::Form(form) if !form.fits(text) => notes.add(path, "not-allowed", &wanted(form.example())),
        Kind::Choice(words) if !words.contains(&text) => {
            notes.add(path, "not-allowed", &["allowed: ", &words.join(", ")].concat());
        }
        Kind::Reference(list) if ids.position(*list, text).is_none() => {
            notes.add(path, "dangling", &["nothing in ", list.name(), " has this id"].concat());
        }
        Kind::DataType if !(ids.judge.data_type)(text) && ids.own_type(text).is_none() => {
            notes.add(path, "dangling", "no type, built in or of this bundle, has this name");
        }
        Kind::Word => {
            length(text, 128, path, notes);
            if text.trim() != text {
                notes.add(path, "not-allowed", "no blanks at the start or end");
            }
        }
        _ => {}
    }
}

fn text(value: &Value, limit: usize, path: &str, notes: &mut Notes) {
    let Value::Object(texts) = value else {
        if let Some(plain) = string(value, path, notes) {
            length(plain, limit, path, notes);
        }
        return;
    };
    if !texts.contains_key("en") {
        notes.add(&child(path, "en"), "missing", "every text needs an English form");
    }
    for (language, value) in texts {
        let path = child(path, language);
        let tag = language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !tag || !(2..=35).contains(&language.len()) {
            notes.add(&path, "not-allowed", "expected here: a language tag such as nl");
        }
        if let Some(plain) = string(value, &path, notes) {
            length(plain, limit, &path, notes);
        }
    }
}

fn string<'v>(value: &'v Value, path: &str, notes: &mut Notes) -> Option<&'v str> {
    match value {
        Value::String(text) if text.trim().is_empty() => notes.add(path, "empty", "a text is expected here"),
        Value::String(text) => return Some(text),
        _ => notes.add(path, "wrong-type", "a text is expected here"),
    }
    None
}

fn length(text: &str, limit: usize, path: &str, notes: &mut Notes) {
    if text.chars().nth(limit).is_some() {
        notes.add(path, "too-long", &["at most ", &limit.to_string(), " characters"].concat());
    }
}

fn count(value: &Value, least: u64, most: u64, path: &str, notes: &mut Notes) {
    match value.as_u64() {
        // A table with one number is a version.
        Some(number) if least == most && number != least => {
            notes.add(path, "not-allowed", "this version reads format 1; update to read newer bundles");
        }
        Some(number) if (least..=most).contains(&number) => {}
        Some(_) => {
            notes.add(path, "not-allowed", &["from ", &least.to_string(), " to ", &most.to_string()].concat());
        }
        None => notes.add(path, "wrong-type", "a whole number is expected here"),
    }
}

fn word_list(value: &Value, path: &str, ids: &Ids, notes: &mut Notes) {
    const TABLE: &[Field] = &[Field { name: "wordList", kind: Kind::Reference(List::WordLists), required: true }];
    object(value, TABLE, path, ids, notes);
}

fn attributes(value: &Value, path: &str, notes: &mut Notes) {
    let Value::Object(texts) = value else {
        notes.add(path, "wrong-type", "an object of texts is expected here");
        return;
    };
    for (name, value) in texts {
        let path = child(path, name);
        if let Some(text) = string(value, &path, notes) {
            length(text, 255, &path, notes);
        }
    }
}

fn list(value: &Value, each: &Kind, path: &str, ids: &Ids, notes: &mut Notes) {
    let Value::Array(items) = value else {
        notes.add(path, "wrong-type", "a list is expected here");
        return;
    };
    if items.len() > MAX_WORDS {
        notes.add(path, "too-many", "at most 100000 entries");
        return;
    }
    for (at, item) in items.iter().enumerate() {
        check(item, each, &child(path, &at.to_string()), ids, notes);
    }
}

fn pattern(text: &str, path: &str, ids: &Ids, notes: &mut Notes) {
    if let Some(error) = (ids.judge.pattern)(text) {
        let at = (error.at + 1).to_string();
        notes.add(path, error.code, &["at character ", &at, ": ", error.detail].concat());
    }
}

impl Form {
    /// Whether a text has this form.
    pub(super) fn fits(self, text: &str) -> bool {
        match self {
            Self::Color => text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && is_hex(hex)),
            Self::Guid => text.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && text.split('-').all(is_hex),
            Self::Name => {
                text.len() <= 64
                    && text != "none"
                    && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            }
            Self::Domain => is_domain(text),
            Self::Address => is_address(text),
            Self::AddressOrDomain => is_address(text) || is_domain(text),
            Self::Pattern => true,
            // The judge knows them.
            Self::Check => false,
            Self::PropertyWords => {
                text.split_once(':').is_some_and(|(name, words)| !name.trim().is_empty() && !words.trim().is_empty())
            }
            Self::Header => is_field_name(text),
            Self::SettableHeader => {
                let own = ["Importance", "Keywords", "Comments", "Organization"];
                let foreign = ["X-MS-Exchange-Organization-", "X-Microsoft-", "X-MS-Has-Attach"];
                let starts = |with: &str| text.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
                is_field_name(text)
                    && (own.iter().any(|name| name.eq_ignore_ascii_case(text)) || starts("X-"))
                    && !foreign.iter().any(|name| starts(name))
            }
            Self::ExposableHeader => {
                super::label_schema::LABEL_HEADERS.iter().any(|name| name.eq_ignore_ascii_case(text))
                    || Self::SettableHeader.fits(text)
            }
            Self::MarkingWord => {
                text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b':')
            }
            Self::StatusCode => {
                let custom = text.strip_prefix("5.7.").and_then(|last| last.parse::<u16>().ok());
                custom.is_some_and(|last| last == 1 || (900..=999).contains(&last))
            }
            Self::WebAddress => is_web_address(text),
            Self::Origin => is_origin(text),
            Self::Picture => is_picture(text),
        }
    }

    fn example(self) -> &'static str {
        match self {
            Self::Color => "a colour such as #b00020",
            Self::Guid => "a GUID such as 6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02",
            Self::Name => "at most 64 lower-case letters, digits and hyphens, and not `none`",
            Self::Domain => "a domain such as example.org (as A-label)",
            Self::Address => "an address such as noor@example.org",
            Self::AddressOrDomain => "an address such as noor@example.org, or a domain such as example.org",
            Self::Pattern => "a pattern",
            Self::Check => "luhn, mod97, mod11, mod11-2, mod11-10, verhoeff, iban or nl-bsn",
            Self::PropertyWords => "a name, a colon and words, such as Department:Sales,Finance",
            Self::Header => "the name of a header field",
            Self::SettableHeader => "X-… (not Exchange's own), Importance, Keywords, Comments or Organization",
            Self::ExposableHeader => "a field that states a label, or one that rules may set",
            Self::MarkingWord => "letters, digits, hyphens and colons, such as SH:NATIONAL-CABINET",
            Self::StatusCode => "5.7.1, or 5.7.900 to 5.7.999",
            Self::WebAddress => "an https address",
            Self::Origin => "an origin such as https://mail.example.org, without a path",
            Self::Picture => "a data: URL of a PNG or JPEG, at most 40 KB",
        }
    }
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_domain(text: &str) -> bool {
    is_address(&["x@", text].concat())
}

/// An addr-spec and nothing else.
fn is_address(text: &str) -> bool {
    crate::address::Address::parse(text).is_ok_and(|address| address.addr_spec().len() == text.len())
}

/// RFC 5322 section 3.6.8: printable ASCII without a colon.
fn is_field_name(text: &str) -> bool {
    text.len() <= 76 && text.bytes().all(|b| (33..=126).contains(&b) && b != b':')
}

/// A place below a place, as a JSON pointer (RFC 6901).
pub(super) fn child(path: &str, key: &str) -> String {
    [path, "/", &key.replace('~', "~0").replace('/', "~1")].concat()
}

/// The fields of an object; none where it is none.
pub(super) fn fields(value: Option<&Value>) -> impl Iterator<Item = (&str, &Value)> {
    let object = value.and_then(Value::as_object);
    object
        .into_iter()
        .flat_map(Map::iter)
        .map(|(key, value)| (key.as_str(), value))
        .filter(|(_, value)| !value.is_null())
}
