//! Reading leniently what `ConvertTo-Json` made of Purview's objects: property names without case, JSON inside texts,
//! lists that are one value or wrapped, settings as `[key, value]`.

use serde_json::Value;

/// One object.
#[derive(Clone, Copy)]
pub(super) struct Entry<'v>(pub(super) &'v Value);

/// A key in lower case with its value.
pub(super) type Setting = (String, String);

/// JSON in texts in JSON: Purview nests two deep.
const MAX_DEPTH: usize = 4;

impl<'v> Entry<'v> {
    /// The properties in the order they are kept.
    pub(super) fn properties(self) -> impl Iterator<Item = (&'v str, &'v Value)> {
        self.0.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
    }

    pub(super) fn get(self, name: &str) -> Option<&'v Value> {
        self.properties()
            .find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_null())
            .map(|(_, value)| value)
    }

    pub(super) fn has(self, name: &str) -> bool {
        self.properties().any(|(key, _)| key.eq_ignore_ascii_case(name))
    }

    /// A text that is not blank; numbers and flags as texts.
    pub(super) fn text(self, name: &str) -> Option<String> {
        self.get(name).map(plain).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    pub(super) fn flag(self, name: &str) -> bool {
        self.text(name).is_some_and(|text| is_true(&text))
    }

    /// The objects in a property, and the texts that are none.
    pub(super) fn objects(self, name: &str) -> (Vec<Value>, Vec<String>) {
        let (mut objects, mut odd) = (Vec::new(), Vec::new());
        if let Some(value) = self.get(name) {
            unpack(value, MAX_DEPTH, &mut objects, &mut odd);
        }
        (objects, odd)
    }

    /// The settings in a property.
    pub(super) fn settings(self, name: &str) -> Vec<Setting> {
        self.get(name).map(settings).unwrap_or_default()
    }

    /// The names in a property: texts, or objects with a name.
    pub(super) fn names(self, name: &str) -> Vec<String> {
        let one = |value: &Value| {
            let entry = Entry(value);
            let named = ["PrimarySmtpAddress", "Name", "DisplayName", "ImmutableIdentity"];
            if value.is_object() { named.iter().find_map(|name| entry.text(name)) } else { Some(plain(value)) }
        };
        let values = self.get(name).map(members).unwrap_or_default();
        values.into_iter().filter_map(one).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
    }
}

/// Whether a text means yes.
pub(super) fn is_true(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case("true")
}

/// The value of a setting.
pub(super) fn setting<'s>(settings: &'s [Setting], key: &str) -> Option<&'s str> {
    settings.iter().find(|(known, _)| known == key).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

/// Whether a value says anything.
pub(super) fn is_silent(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => {
            text.trim().is_empty() || text.trim().eq_ignore_ascii_case("false") || text.trim() == "{}"
        }
        Value::Array(items) => items.iter().all(is_silent),
        Value::Object(fields) => fields.values().all(is_silent),
        _ => false,
    }
}

/// A value as text.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// The members of a list; PowerShell 5 wraps some lists as `{ "value": […], "Count": 2 }`.
pub(super) fn members(value: &Value) -> Vec<&Value> {
    let entry = Entry(value);
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().collect(),
        Value::Object(_) if entry.has("value") && entry.has("Count") => {
            entry.get("value").map(members).unwrap_or_default()
        }
        one => vec![one],
    }
}

fn unpack(value: &Value, depth: usize, objects: &mut Vec<Value>, odd: &mut Vec<String>) {
    for one in members(value) {
        match one {
            Value::Object(_) => objects.push(one.clone()),
            Value::String(text) if text.trim().is_empty() => {}
            Value::String(text) => match serde_json::from_str::<Value>(text) {
                Ok(inner) if depth > 0 && (inner.is_object() || inner.is_array()) => {
                    unpack(&inner, depth - 1, objects, odd);
                }
                _ => odd.push(text.clone()),
            },
            Value::Array(_) if depth > 0 => unpack(one, depth - 1, objects, odd),
            other => odd.push(other.to_string()),
        }
    }
}

/// `[color, #40E0D0]`, `{ "Key": "color", "Value": "#40E0D0" }` or `{ "color": "#40E0D0" }`.
pub(super) fn settings(value: &Value) -> Vec<Setting> {
    let mut found = Vec::new();
    for one in members(value) {
        let entry = Entry(one);
        if let Value::String(text) = one {
            let pair = text.trim().trim_start_matches('[').trim_end_matches(']').split_once(',');
            found.extend(pair.map(|(key, value)| (key.trim().to_ascii_lowercase(), value.trim().to_owned())));
        } else if let Some(key) = entry.text("Key") {
            found.push((key.to_ascii_lowercase(), entry.get("Value").map(plain).unwrap_or_default()));
        } else {
            found.extend(entry.properties().map(|(key, value)| (key.to_ascii_lowercase(), plain(value))));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_are_read_in_every_form() {
        let wanted = [("color".to_owned(), "#40E0D0".to_owned()), ("contenttype".to_owned(), "File, Email".to_owned())];
        for value in [
            json!(["[color, #40E0D0]", "[contenttype, File, Email]"]),
            json!([{ "Key": "Color", "Value": "#40E0D0" }, { "Key": "contenttype", "Value": "File, Email" }]),
            json!({ "color": "#40E0D0", "contenttype": "File, Email" }),
            json!({ "value": ["[color, #40E0D0]", "[contenttype, File, Email]"], "Count": 2 }),
        ] {
            assert_eq!(settings(&value), wanted, "{value}");
        }
    }

    #[test]
    fn json_inside_texts_is_unpacked_to_a_depth() {
        let texts = ("{\"Type\":\"encrypt\"}", "[{\"Type\":\"c\"}]");
        let value = json!({ "LabelActions": [texts.0, "", { "Type": "b" }, "System.Object", texts.1] });
        let (objects, odd) = Entry(&value).objects("labelactions");
        assert_eq!(objects, [json!({ "Type": "encrypt" }), json!({ "Type": "b" }), json!({ "Type": "c" })]);
        assert_eq!(odd, ["System.Object"]);
        for (levels, found) in [(MAX_DEPTH, 1), (MAX_DEPTH + 1, 0)] {
            let mut deep = json!([{ "Type": "x" }]);
            for _ in 0..levels {
                deep = json!([deep.to_string()]);
            }
            assert_eq!(Entry(&json!({ "x": deep })).objects("x").0.len(), found, "{levels}");
        }
    }
}
