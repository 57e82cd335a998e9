//! Labels that apply themselves, from the conditions of a label.

use super::Report;
use super::convert::TYPE_UNKNOWN;
use super::entry::{Entry, Setting, plain, setting};
use super::known::Known;
use super::values::cut;
use serde_json::{Map, Value, json};

/// Kinds of sensitive information of which one is enough become `automatic`; anything else is listed.
pub(super) fn automatic(label: Entry<'_>, known: Known<'_>, report: &mut Report) -> Option<Value> {
    let (objects, odd) = label.objects("Conditions");
    for text in odd {
        report.left(
            "Conditions",
            &text,
            "json-unreadable",
            "This is no condition. Write with ConvertTo-Json -Depth 10.",
        );
    }
    let mut leaves = Vec::new();
    let alternatives = objects.iter().all(|object| gather(object, &mut leaves)) && objects.len() < 2;
    if !alternatives {
        let text = label.get("Conditions").map(plain).unwrap_or_default();
        let reason = "Only alternatives can be looked for, not several kinds at once: the label does not apply itself.";
        report.left("Conditions", &text, "conditions-combined", reason);
        return None;
    }
    let kinds: Vec<Value> = leaves.iter().filter_map(|leaf| kind(leaf, known, report)).collect();
    if kinds.is_empty() {
        return None;
    }
    let all: Vec<Setting> = leaves.iter().flat_map(|leaf| Entry(leaf).settings("Settings")).collect();
    // Where they differ, people are asked rather than passed over.
    let types: Vec<&str> =
        all.iter().filter(|(key, _)| key == "autoapplytype").map(|(_, value)| value.trim()).collect();
    let apply = !types.is_empty() && types.iter().all(|value| value.eq_ignore_ascii_case("automatic"));
    let mut automatic = Map::from_iter([
        ("mode".to_owned(), json!(if apply { "apply" } else { "recommend" })),
        ("conditions".to_owned(), json!({ "MessageContainsDataClassifications": kinds })),
    ]);
    if let Some(tip) = setting(&all, "policytip") {
        automatic.insert("tip".to_owned(), json!(cut(tip, 1024).0));
    }
    if types.is_empty() {
        report.note(
            "Conditions",
            "",
            "mode-assumed",
            "The export does not say whether the label is applied or recommended; it is recommended.",
        );
    }
    Some(Value::Object(automatic))
}

/// The leaves of a tree; false where more than one has to hold.
fn gather(node: &Value, leaves: &mut Vec<Value>) -> bool {
    let entry = Entry(node);
    if entry.has("Key") {
        leaves.push(node.clone());
        return true;
    }
    let branches = |name: &str| entry.get(name).and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
    let (all, any) = (branches("And"), branches("Or"));
    let known = entry.properties().all(|(key, _)| key.eq_ignore_ascii_case("And") || key.eq_ignore_ascii_case("Or"));
    let one = all.len() < 2 && (all.is_empty() || any.is_empty());
    known && one && all.iter().chain(any).all(|branch| gather(branch, leaves))
}

fn kind(leaf: &Value, known: Known<'_>, report: &mut Report) -> Option<Value> {
    let entry = Entry(leaf);
    let settings = entry.settings("Settings");
    let value = entry.text("Value").unwrap_or_default();
    let name = setting(&settings, "name").unwrap_or(&value).to_owned();
    let key = entry.text("Key").unwrap_or_default();
    if !key.eq_ignore_ascii_case("CCSI") || name.is_empty() {
        let reason = "Only kinds of sensitive information can be looked for; this alternative is missing.";
        report.left("Conditions", &format!("{key}: {name}"), "condition-unknown", reason);
        return None;
    }
    let Some(id) = known.kind(&name) else {
        report.left("Conditions", &name, "type-unknown", TYPE_UNKNOWN);
        return None;
    };
    let mut kind = Map::from_iter([("name".to_owned(), json!(id))]);
    for (field, most) in
        [("minCount", 1_000_000), ("maxCount", 1_000_000), ("minConfidence", 100), ("maxConfidence", 100)]
    {
        let Some(text) = setting(&settings, &field.to_ascii_lowercase()) else { continue };
        match text.parse::<i64>() {
            Ok(-1) => {}
            Ok(number) if (1..=most).contains(&number) => {
                kind.insert(field.to_owned(), json!(number));
            }
            _ => {
                report.left("Conditions", &format!("{field}: {text}"), "value-unusable", "This is no possible number.");
            }
        }
    }
    Some(Value::Object(kind))
}
