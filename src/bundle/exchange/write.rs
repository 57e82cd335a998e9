//! Values of the bundle as PowerShell literals.

use super::command::is_single;
use super::known::{Known, english};
use crate::bundle::schema::{Kind, List};
use serde_json::Value;

/// In single quotes nothing has a meaning but the quotes themselves, of which PowerShell knows five.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::from("'");
    for c in text.chars() {
        quoted.push(c);
        if is_single(c) {
            quoted.push(c);
        }
    }
    quoted + "'"
}

/// One of Exchange's own words.
pub(super) fn word(text: &str) -> String {
    let bare = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric());
    if bare { text.to_owned() } else { quote(text) }
}

/// A text for a comment: one line, whatever stands in it.
pub(super) fn comment(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{85}') { ' ' } else { c })
        .take(300)
        .collect();
    format!("# {line}")
}

/// A value for a parameter; none where it says nothing, such as a flag that is not set.
pub(super) fn value(known: Known<'_>, kind: &Kind, value: &Value) -> Option<String> {
    match kind {
        Kind::Flag => value.as_bool().filter(|flag| *flag).map(|_| "$true".to_owned()),
        Kind::Choice(_) => value.as_str().map(word),
        Kind::Text(_) => english(Some(value)).map(quote),
        Kind::Count(..) => value.as_u64().map(|number| number.to_string()),
        Kind::Size => value.as_u64().map(|number| number.to_string()).or_else(|| value.as_str().map(quote)),
        Kind::Reference(list) => {
            let id = value.as_str()?;
            Some(quote(if matches!(list, List::Labels) { id } else { known.spoken(*list, id) }))
        }
        Kind::Word => Some(words(known, value)).filter(|words| !words.is_empty()),
        Kind::Many(each) | Kind::Any(each) => {
            let values = value.as_array()?.iter().filter_map(|one| self::value(known, each, one));
            Some(values.collect::<Vec<_>>().join(",")).filter(|values| !values.is_empty())
        }
        Kind::Object(_) => Some(table(known, value)),
        Kind::Plain(_) | Kind::Time | Kind::Form(_) | Kind::DataType => value.as_str().map(quote),
        Kind::Attributes => None,
    }
}

/// A word, or the words of a list.
fn words(known: Known<'_>, value: &Value) -> String {
    if let Some(word) = value.as_str() {
        return quote(word);
    }
    let id = value.get("wordList").and_then(Value::as_str).unwrap_or_default();
    let words = known.entry(List::WordLists, id).and_then(|list| list.get("words")).and_then(Value::as_array);
    words.into_iter().flatten().filter_map(Value::as_str).map(quote).collect::<Vec<_>>().join(",")
}

fn table(known: Known<'_>, value: &Value) -> String {
    let fields = ["name", "minCount", "maxCount", "minConfidence", "maxConfidence"];
    let entry = |field: &str| {
        let value = value.get(field)?;
        let text = value.as_str().map_or_else(|| value.to_string(), |id| known.spoken_kind(id).to_owned());
        let key = if field == "name" { "Name" } else { field };
        Some(format!("{key}={}", quote(&text)))
    };
    format!("@{{{}}}", fields.into_iter().filter_map(entry).collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_quotes_or_its_line() {
        assert_eq!(quote("it's ‘so’"), "'it''s ‘‘so’’'");
        assert_eq!(word("Enforce"), "Enforce");
        assert_eq!(word("x; Remove-Mailbox"), "'x; Remove-Mailbox'");
        assert_eq!(comment("a\nRemove-Mailbox\u{2028}b\r\u{85}c"), "# a Remove-Mailbox b  c");
    }
}
