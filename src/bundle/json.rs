//! A JSON document read at its places, noting what is wrong at each.

use super::{Mistake, Text};
use serde_json::{Map, Value};

/// The mistakes found so far.
#[derive(Default)]
pub(super) struct Notes(pub(super) Vec<Mistake>);

impl Notes {
    pub(super) fn add(&mut self, path: &str, code: &'static str, detail: &str) {
        self.0.push(Mistake { path: path.to_owned(), code, detail: detail.to_owned() });
    }
}

/// A JSON object at its place, of which every field has to be asked for.
pub(super) struct Object<'v> {
    pub(super) fields: &'v Map<String, Value>,
    path: String,
}

impl<'v> Object<'v> {
    pub(super) fn new(value: &'v Value, path: String, allowed: &[&str], notes: &mut Notes) -> Option<Self> {
        let Value::Object(fields) = value else {
            notes.add(&path, "wrong-type", "an object is expected here");
            return None;
        };
        for key in fields.keys().filter(|key| !allowed.contains(&key.as_str())) {
            let known = allowed.join(", ");
            notes.add(&child(&path, key), "unknown-field", &format!("known here: {known}"));
        }
        Some(Self { fields, path })
    }

    pub(super) fn at(&self, key: &str) -> String {
        child(&self.path, key)
    }

    pub(super) fn optional(&self, key: &str) -> Option<&'v Value> {
        self.fields.get(key).filter(|value| !value.is_null())
    }

    pub(super) fn required(&self, key: &str, notes: &mut Notes) -> Option<&'v Value> {
        let value = self.optional(key);
        if value.is_none() {
            notes.add(&self.at(key), "missing", "this field is needed");
        }
        value
    }

    pub(super) fn string(&self, key: &str, notes: &mut Notes) -> Option<&'v str> {
        let value = self.required(key, notes)?;
        string(value, &self.at(key), notes)
    }

    pub(super) fn optional_string(&self, key: &str, notes: &mut Notes) -> Option<&'v str> {
        string(self.optional(key)?, &self.at(key), notes)
    }

    pub(super) fn flag(&self, key: &str, notes: &mut Notes) -> bool {
        match self.optional(key) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                notes.add(&self.at(key), "wrong-type", "true or false is expected here");
                false
            }
        }
    }

    pub(super) fn list(&self, key: &str, notes: &mut Notes) -> Vec<(&'v Value, String)> {
        match self.optional(key) {
            None => Vec::new(),
            Some(Value::Array(items)) => {
                items.iter().enumerate().map(|(at, item)| (item, child(&self.at(key), &at.to_string()))).collect()
            }
            Some(_) => {
                notes.add(&self.at(key), "wrong-type", "a list is expected here");
                Vec::new()
            }
        }
    }

    pub(super) fn text(&self, key: &str, notes: &mut Notes) -> Option<Text> {
        let value = self.required(key, notes)?;
        text(value, &self.at(key), notes)
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)], notes: &mut Notes) -> Option<T> {
        let word = self.optional_string(key, notes)?;
        let found = choices.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            notes.add(&self.at(key), "not-allowed", &format!("allowed: {}", known.join(", ")));
        }
        found
    }
}

pub(super) fn child(path: &str, key: &str) -> String {
    format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"))
}

pub(super) fn string<'v>(value: &'v Value, path: &str, notes: &mut Notes) -> Option<&'v str> {
    match value {
        Value::String(text) if text.trim().is_empty() => {
            notes.add(path, "empty", "a text is expected here");
            None
        }
        Value::String(text) => Some(text),
        _ => {
            notes.add(path, "wrong-type", "a text is expected here");
            None
        }
    }
}

pub(super) fn text(value: &Value, path: &str, notes: &mut Notes) -> Option<Text> {
    if let Value::String(_) = value {
        return string(value, path, notes).map(|plain| Text(vec![("en".to_owned(), plain.to_owned())]));
    }
    let Value::Object(fields) = value else {
        notes.add(path, "wrong-type", "a text, or one text per language, is expected here");
        return None;
    };
    if !fields.contains_key("en") {
        notes.add(&child(path, "en"), "missing", "every text needs an English form");
    }
    let mut texts = Vec::new();
    for (language, value) in fields {
        if let Some(plain) = string(value, &child(path, language), notes) {
            texts.push((language.clone(), plain.to_owned()));
        }
    }
    Some(Text(texts))
}

pub(super) fn checked<'v>(
    text: &'v str,
    valid: impl Fn(&str) -> bool,
    path: &str,
    wanted: &str,
    notes: &mut Notes,
) -> Option<&'v str> {
    if valid(text) {
        return Some(text);
    }
    notes.add(path, "not-allowed", &format!("{wanted} is expected here"));
    None
}
