//! Values of a command as the tables of the bundle want them.

use super::command::Arg;
use super::known::Known;
use super::values::{is_address, is_domain, shown, size, time};
use crate::bundle::schema::{Form, Kind, List};
use serde_json::{Map, Value, json};

/// For kinds of sensitive information.
pub(super) const TYPE_UNKNOWN: &str =
    "No kind of sensitive information, built in or of the bundle's own types, has this name.";

/// A value that cannot be taken over, or not as it was.
pub(super) struct Remark {
    pub(super) value: String,
    pub(super) code: &'static str,
    pub(super) reason: String,
}

/// Takes values over, and remembers what could not be.
pub(super) struct Converter<'a, 'b> {
    pub(super) known: Known<'b>,
    /// Groups made so far, by every rule of the import.
    pub(super) groups: &'a mut Vec<Value>,
    /// Values left out.
    pub(super) faults: Vec<Remark>,
    /// Values changed.
    pub(super) notes: Vec<Remark>,
}

impl<'a, 'b> Converter<'a, 'b> {
    pub(super) fn new(known: Known<'b>, groups: &'a mut Vec<Value>) -> Self {
        Self { known, groups, faults: Vec::new(), notes: Vec::new() }
    }

    /// None where there is nothing to take over: `$null`, `$false`, or only faults.
    pub(super) fn convert(&mut self, kind: &Kind, arg: &Arg) -> Option<Value> {
        match (kind, arg) {
            (_, Arg::Null) => None,
            (Kind::Many(each) | Kind::Any(each), Arg::List(items)) => {
                let mut converted: Vec<Value> = Vec::new();
                for value in items.iter().filter_map(|item| self.convert(each, item)) {
                    if !converted.contains(&value) {
                        converted.push(value);
                    }
                }
                Some(Value::Array(converted)).filter(|list| list != &json!([]))
            }
            (Kind::Many(each) | Kind::Any(each), one) => self.convert(each, one).map(|value| json!([value])),
            (_, Arg::List(items)) => match items.as_slice() {
                [] => None,
                [one] => self.convert(kind, one),
                _ => self.fault(&shown(arg), "value-unusable", "Only one value is possible here."),
            },
            (Kind::Object(_), Arg::Table(entries)) => self.classification(entries),
            (Kind::Flag, Arg::Flag(flag)) => flag.then_some(Value::Bool(true)),
            (_, Arg::Text(text)) => self.text(kind, text),
            _ => self.fault(&shown(arg), "value-unusable", "This kind of value is not possible here."),
        }
    }

    fn fault<T>(&mut self, value: &str, code: &'static str, reason: &str) -> Option<T> {
        self.faults.push(Remark { value: value.to_owned(), code, reason: reason.to_owned() });
        None
    }

    fn text(&mut self, kind: &Kind, text: &str) -> Option<Value> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return self.fault(text, "value-unusable", "A text is needed here.");
        }
        match kind {
            Kind::Text(limit) | Kind::Plain(limit) => self.limited(text, *limit),
            Kind::Word => self.limited(trimmed, 128),
            Kind::Flag => match trimmed.to_ascii_lowercase().as_str() {
                "true" | "$true" => Some(Value::Bool(true)),
                "false" | "$false" => None,
                _ => self.fault(text, "value-unusable", "$true or $false is needed here."),
            },
            Kind::Count(least, most) => match trimmed.parse() {
                Ok(number) if (*least..=*most).contains(&number) => Some(json!(number)),
                _ => self.fault(text, "value-unusable", &format!("A number from {least} to {most} is needed here.")),
            },
            Kind::Time => self.time(trimmed),
            Kind::Form(form) => self.form(*form, text),
            Kind::Choice(words) => match words.iter().find(|word| word.eq_ignore_ascii_case(trimmed)) {
                Some(word) => Some(json!(word)),
                None => self.fault(text, "value-unusable", &format!("Possible here: {}.", words.join(", "))),
            },
            Kind::Size => match size(trimmed) {
                Some(size) => Some(size),
                None => self.fault(text, "value-unusable", "A size such as 10 MB is needed here."),
            },
            Kind::Reference(list) => self.reference(*list, trimmed),
            Kind::DataType | Kind::Attributes | Kind::Many(_) | Kind::Any(_) | Kind::Object(_) => {
                self.fault(text, "value-unusable", "A table such as @{Name='…'} is needed here.")
            }
        }
    }

    fn limited(&mut self, text: &str, limit: usize) -> Option<Value> {
        if text.chars().nth(limit).is_some() {
            return self.fault(text, "value-unusable", &format!("At most {limit} characters are possible here."));
        }
        Some(json!(text))
    }

    fn time(&mut self, text: &str) -> Option<Value> {
        let Some((time, assumed)) = time(text) else {
            return self.fault(
                text,
                "value-unusable",
                "A date such as 03/02/2026 08:15:00, month first, is needed here.",
            );
        };
        if assumed {
            let reason = format!("The time has no zone; it is read as UTC: {time}.");
            self.notes.push(Remark { value: text.to_owned(), code: "time-zone-assumed", reason });
        }
        Some(json!(time))
    }

    fn form(&mut self, form: Form, text: &str) -> Option<Value> {
        let trimmed = text.trim();
        let fits = match form {
            // Blanks matter in patterns; what they mean is for the reader of the bundle to judge.
            Form::Pattern => return Some(json!(text)),
            Form::Domain => is_domain(trimmed),
            Form::Address => is_address(trimmed),
            Form::AddressOrDomain => is_address(trimmed) || is_domain(trimmed),
            Form::PropertyWords => {
                let whole = |(name, words): (&str, &str)| !name.trim().is_empty() && !words.trim().is_empty();
                trimmed.split_once(':').is_some_and(whole)
            }
            Form::Header => is_field_name(trimmed),
            Form::SettableHeader => is_settable(trimmed),
            Form::StatusCode => {
                let last = trimmed.strip_prefix("5.7.").and_then(|last| last.parse::<u16>().ok());
                last.is_some_and(|last| last == 1 || (900..=999).contains(&last))
            }
            // No parameter has these.
            Form::Check
            | Form::Color
            | Form::ExposableHeader
            | Form::Guid
            | Form::MarkingWord
            | Form::Name
            | Form::WebAddress
            | Form::Origin
            | Form::Picture => false,
        };
        if fits {
            return Some(json!(trimmed));
        }
        let needed = match form {
            Form::Domain => "A domain such as example.org is needed here, without wildcards.",
            Form::Address | Form::AddressOrDomain => "A mail address is needed here; directory names are not known.",
            Form::PropertyWords => "A property and words, such as Department:Sales, are needed here.",
            Form::SettableHeader => {
                "Only X- fields (none of Exchange's own), Importance, Keywords, Comments and \
                Organization can be set or removed."
            }
            Form::StatusCode => "5.7.1, or 5.7.900 to 5.7.999, is needed here.",
            _ => "The name of a header field is needed here.",
        };
        self.fault(text, "value-unusable", needed)
    }

    fn reference(&mut self, list: List, name: &str) -> Option<Value> {
        let found = self.known.find(list, name);
        match (list, found) {
            (List::Labels, Some(id)) if self.known.is_heading(id) => {
                self.fault(name, "label-heading", "This label only holds sub-labels; no message carries it.")
            }
            (_, Some(id)) => Some(json!(id)),
            (List::Labels, None) => self.fault(
                name,
                "label-unknown",
                "No label of the bundle has this id or name. Import the labels first.",
            ),
            (List::Templates, None) => {
                self.fault(name, "template-unknown", "No template of the bundle has this id or English name.")
            }
            (List::Groups, None) => Some(self.group(name)),
            (List::Branding | List::WordLists, None) => {
                self.fault(name, "branding-unknown", "No branding template of the bundle has this id or English name.")
            }
        }
    }

    /// A group without members: a place for the administrator to fill.
    pub(super) fn group(&mut self, name: &str) -> Value {
        let same = |group: &&Value| {
            group.get("name").and_then(Value::as_str).is_some_and(|known| known.eq_ignore_ascii_case(name))
        };
        let there = self.groups.iter().find(same).and_then(|group| group.get("id")).and_then(Value::as_str);
        let id = there.map_or_else(|| self.known.free_id("groups", name, "group", self.groups), ToOwned::to_owned);
        if there.is_none() {
            self.groups.push(json!({ "id": id, "name": name, "members": [] }));
        }
        let reason = format!("The group {id} was made without members, so that nobody is in it. Fill in its members.");
        if !self.notes.iter().any(|note| note.value == name) {
            self.notes.push(Remark { value: name.to_owned(), code: "group-empty", reason });
        }
        json!(id)
    }

    fn classification(&mut self, entries: &[(String, Arg)]) -> Option<Value> {
        let whole = shown(&Arg::Table(entries.to_vec()));
        let of = |key: &str| entries.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, value)| value);
        let Some(Arg::Text(name)) = of("name").or_else(|| of("id")) else {
            return self.fault(&whole, "value-unusable", "The name of the sensitive information is missing.");
        };
        let Some(kind) = self.known.kind(name.trim()) else {
            return self.fault(&whole, "type-unknown", TYPE_UNKNOWN);
        };
        let mut found = Map::from_iter([("name".to_owned(), json!(kind))]);
        for (key, value) in entries {
            let known = ["minCount", "maxCount", "minConfidence", "maxConfidence"];
            let Some(field) = known.into_iter().find(|known| known.eq_ignore_ascii_case(key)) else {
                if !key.eq_ignore_ascii_case("name") && !key.eq_ignore_ascii_case("id") {
                    return self.fault(&whole, "value-unusable", &format!("What {key} means is not known."));
                }
                continue;
            };
            match shown(value).trim().parse::<i64>() {
                // No bound, and for a confidence the recommended one.
                Ok(-1) => {}
                Ok(number) if (1..=if field.ends_with("Count") { 1_000_000 } else { 100 }).contains(&number) => {
                    found.insert(field.to_owned(), json!(number));
                }
                _ => return self.fault(&whole, "value-unusable", &format!("{field} is no possible number.")),
            }
        }
        let number = |key: &str| found.get(key).and_then(Value::as_i64);
        let below = |least: &str, most: &str| number(most).is_some_and(|most| most < number(least).unwrap_or(1));
        if below("minCount", "maxCount") || below("minConfidence", "maxConfidence") {
            return self.fault(&whole, "value-unusable", "The most is below the least.");
        }
        Some(Value::Object(found))
    }
}

/// RFC 5322 section 3.6.8.
fn is_field_name(text: &str) -> bool {
    text.len() <= 76 && text.bytes().all(|b| (33..=126).contains(&b) && b != b':')
}

fn is_settable(text: &str) -> bool {
    let starts = |with: &&str| text.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    let own = ["Importance", "Keywords", "Comments", "Organization"];
    let foreign = ["X-MS-Exchange-Organization-", "X-Microsoft-", "X-MS-Has-Attach"];
    is_field_name(text)
        && (starts(&"X-") || own.iter().any(|name| name.eq_ignore_ascii_case(text)))
        && !foreign.iter().any(starts)
}
