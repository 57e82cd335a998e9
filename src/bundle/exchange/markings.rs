//! What a label does to a message: its actions, and headers, footers and watermarks among them.

use super::Report;
use super::entry::{Entry, Setting, is_true, setting, settings};
use super::values::{color, cut};
use serde_json::{Map, Value, json};

/// One action of a label.
pub(super) struct Action {
    /// `encrypt`, `applycontentmarking`, … in lower case.
    pub(super) kind: String,
    /// `header`, `footer` or nothing.
    pub(super) sub: String,
    pub(super) settings: Vec<Setting>,
}

/// The parameters of `New-Label`, which some tools write instead of actions.
const FLAT: &[(&str, &str, &str)] = &[
    ("applycontentmarkingheader", "applycontentmarking", "header"),
    ("applycontentmarkingfooter", "applycontentmarking", "footer"),
    ("applywatermarking", "applywatermarking", ""),
    ("encryption", "encrypt", ""),
];

/// Whether a property is one of those parameters.
pub(super) fn is_flat(property: &str) -> bool {
    let property = property.to_ascii_lowercase();
    FLAT.iter().any(|(prefix, ..)| property.starts_with(prefix))
}

/// The actions of a label that are switched on.
pub(super) fn actions(label: Entry<'_>, report: &mut Report) -> Vec<Action> {
    let (objects, odd) = label.objects("LabelActions");
    for text in odd {
        report.left(
            "LabelActions",
            &text,
            "json-unreadable",
            "This is no action. Write with ConvertTo-Json -Depth 10.",
        );
    }
    let read = |object: &Value| {
        let entry = Entry(object);
        let lower = |name: &str| entry.text(name).unwrap_or_default().to_ascii_lowercase();
        Action { kind: lower("Type"), sub: lower("SubType"), settings: entry.settings("Settings") }
    };
    let mut actions: Vec<Action> = objects.iter().map(read).collect();
    for (prefix, kind, sub) in FLAT {
        let own: Vec<Setting> = settings(label.0)
            .into_iter()
            .filter_map(|(key, value)| Some((key.strip_prefix(prefix)?.to_owned(), value)))
            .filter(|(_, value)| value != "null")
            .collect();
        let there = actions.iter().any(|action| action.kind == *kind && action.sub == *sub);
        if !there && setting(&own, "enabled").is_some_and(is_true) {
            let own = own.into_iter().filter(|(key, _)| key != "enabled").collect();
            actions.push(Action { kind: (*kind).to_owned(), sub: (*sub).to_owned(), settings: own });
        }
    }
    actions.retain(|action| !setting(&action.settings, "disabled").is_some_and(is_true));
    actions
}

/// A header, a footer or a watermark; false where the action is something else.
pub(super) fn mark(action: &Action, label: &mut Map<String, Value>, report: &mut Report) -> bool {
    let (field, limit, largest) = match (action.kind.as_str(), action.sub.as_str()) {
        ("applycontentmarking", "header") => ("header", 1024, 72),
        ("applycontentmarking", "footer") => ("footer", 1024, 72),
        ("applywatermarking", "") => ("watermark", 255, 144),
        _ => return false,
    };
    let Some(text) = setting(&action.settings, "text") else {
        report.left(field, "", "value-unusable", "The marking has no text.");
        return true;
    };
    let (text, long) = cut(text, limit);
    if long {
        report.note(field, "", "text-cut", "The text of the marking is cut.");
    }
    let mut marking = Map::from_iter([("text".to_owned(), json!(text))]);
    for (key, value) in &action.settings {
        let lower = value.trim().to_ascii_lowercase();
        let taken = match key.as_str() {
            "text" | "disabled" | "placement" => continue,
            _ if lower.is_empty() => continue,
            "fontname" | "margin" => {
                report.note(
                    field,
                    &format!("{key}: {value}"),
                    "no-effect",
                    "Mail is marked in one font, without margins.",
                );
                continue;
            }
            "fontcolor" => color(value).map(|color| ("color", json!(color))),
            "fontsize" => size(&lower, largest).map(|size| ("size", json!(size))),
            "alignment" if field != "watermark" => choice("alignment", &lower, &["left", "center", "right"]),
            "layout" if field == "watermark" => choice("layout", &lower, &["horizontal", "diagonal"]),
            _ => None,
        };
        if let Some((key, value)) = taken {
            marking.insert(key.to_owned(), value);
        } else {
            report.left(field, &format!("{key}: {value}"), "value-unusable", "The marking is made without this.");
        }
    }
    label.insert(field.to_owned(), Value::Object(marking));
    true
}

fn size(text: &str, largest: u64) -> Option<u64> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    whole.parse().ok().filter(|size| (6..=largest).contains(size))
}

fn choice<'k>(key: &'k str, value: &str, words: &[&str]) -> Option<(&'k str, Value)> {
    words.contains(&value).then(|| (key, json!(value)))
}
