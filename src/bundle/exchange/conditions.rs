//! Conditions and exceptions of a rule.

use super::Report;
use super::command::Arg;
use super::convert::{Converter, Remark};
use super::known::Known;
use super::values::{guid, shown};
use crate::bundle::schema::{CONDITIONS, Field, List, PAIRS};
use serde_json::{Map, Value, json};

/// Conditions of the bundle that Exchange has not.
pub(super) const OURS: &[&str] = &[
    "LabelIs",
    "LabelIsAtLeast",
    "AttachmentIsNotInspected",
    "HasAttachment",
    "RecipientCountOver",
    "IsReply",
    "InReplyToOurs",
];

/// Conditions of Exchange that look at what only a server has.
const SERVER: &[&str] = &[
    "SCLOver",
    "SenderIpRanges",
    "ContentCharacterSetContainsWords",
    "HasSenderOverride",
    "SenderInRecipientList",
    "RecipientInSenderList",
];

/// The pairs of parameters by which Exchange looks into header fields.
const HEADER: &[(&str, &str)] =
    &[("HeaderContainsMessageHeader", "HeaderContainsWords"), ("HeaderMatchesMessageHeader", "HeaderMatchesPatterns")];

/// The condition of the bundle with this name, if Exchange has it too.
pub(super) fn known(name: &str) -> Option<&'static Field> {
    let field = CONDITIONS.iter().find(|field| field.name.eq_ignore_ascii_case(name))?;
    (!OURS.contains(&field.name)).then_some(field)
}

/// Whether this is a condition of Exchange that can never be taken over.
pub(super) fn is_server_only(name: &str) -> bool {
    SERVER.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Conditions, or exceptions, as they stand in a command.
pub(super) struct Side<'a> {
    pub(super) arguments: Vec<(&'static Field, &'a Arg)>,
    pub(super) exceptions: bool,
}

/// What became of them.
pub(super) struct Taken {
    pub(super) conditions: Map<String, Value>,
    /// Something is missing.
    pub(super) incomplete: bool,
}

impl Side<'_> {
    /// Takes over what can be; the rest is reported.
    pub(super) fn take(self, known: Known<'_>, groups: &mut Vec<Value>, report: &mut Report) -> Taken {
        let mut taken = Taken { conditions: Map::new(), incomplete: false };
        let labels = self.labels(known, report, &mut taken);
        for (field, arg) in &self.arguments {
            if labels.contains(&field.name) {
                continue;
            }
            let mut converter = Converter::new(known, groups);
            let value = converter.convert(&field.kind, arg);
            let (faults, notes) = (converter.faults, converter.notes);
            for note in notes {
                // Nobody is in a new group: as an exception it never holds, and the rule would act more often.
                taken.incomplete |= self.exceptions && note.code == "group-empty";
                report.note(&self.parameter(field.name), &note.value, note.code, &note.reason);
            }
            self.refuse(field.name, faults, report, &mut taken);
            if let Some(value) = value {
                taken.conditions.insert(field.name.to_owned(), value);
            }
        }
        self.pairs(report, &mut taken);
        taken
    }

    fn parameter(&self, name: &str) -> String {
        format!("{}{name}", if self.exceptions { "ExceptIf" } else { "" })
    }

    fn refuse(&self, name: &str, faults: Vec<Remark>, report: &mut Report, taken: &mut Taken) {
        for fault in faults {
            taken.incomplete = true;
            report.left(&self.parameter(name), &fault.value, fault.code, &fault.reason);
        }
    }

    fn argument(&self, name: &str) -> Option<&Arg> {
        self.arguments.iter().find(|(field, _)| field.name == name).map(|(_, arg)| *arg)
    }

    /// Looks for labels by their GUIDs in `msip_labels` become `LabelIs`. Answers which parameters that settled.
    fn labels(&self, known: Known<'_>, report: &mut Report, taken: &mut Taken) -> Vec<&'static str> {
        let mut settled = Vec::new();
        let mut found: Option<Vec<String>> = None;
        for (header, words) in HEADER.iter().copied() {
            let named =
                matches!(self.argument(header), Some(Arg::Text(name)) if name.eq_ignore_ascii_case("msip_labels"));
            let Some(values) = self.argument(words).filter(|_| named) else { continue };
            settled.extend([header, words]);
            let mut labels = Vec::new();
            for text in flat(values) {
                match label(known, &shown(text)) {
                    Ok(id) => labels.push(id),
                    Err(fault) => self.refuse(words, vec![fault], report, taken),
                }
            }
            // Conditions have to hold both, of exceptions either is enough; a message carries one label.
            found = Some(match found {
                Some(first) if self.exceptions => first.into_iter().chain(labels).collect(),
                Some(first) => first.into_iter().filter(|id| labels.contains(id)).collect(),
                None => labels,
            });
        }
        let mut labels = found.unwrap_or_default();
        let mut seen = Vec::new();
        labels.retain(|id| {
            !seen.contains(id) && {
                seen.push(id.clone());
                true
            }
        });
        if !labels.is_empty() {
            report.note(
                &self.parameter("LabelIs"),
                &labels.join(", "),
                "label-by-id",
                "The search in msip_labels became LabelIs.",
            );
            taken.conditions.insert("LabelIs".to_owned(), json!(labels));
        } else if !settled.is_empty() && !taken.incomplete {
            taken.incomplete = true;
            report.left(&self.parameter("LabelIs"), "", "value-unusable", "No message carries two labels at once.");
        }
        settled
    }

    /// What needs another parameter beside it is nothing without.
    fn pairs(&self, report: &mut Report, taken: &mut Taken) {
        for (first, second, both) in PAIRS {
            for (one, other, needed) in [(first, second, *both), (second, first, true)] {
                if needed && !taken.conditions.contains_key(*other) && taken.conditions.remove(*one).is_some() {
                    taken.incomplete = true;
                    let reason = format!("It needs {} beside it.", self.parameter(other));
                    report.left(&self.parameter(one), "", "incomplete-pair", &reason);
                }
            }
        }
    }
}

fn flat(arg: &Arg) -> Vec<&Arg> {
    match arg {
        Arg::List(items) => items.iter().flat_map(flat).collect(),
        Arg::Null => Vec::new(),
        one => vec![one],
    }
}

/// The label that a word or pattern looks for: its GUID, alone or as `MSIP_Label_<guid>_Enabled=true`.
fn label(known: Known<'_>, text: &str) -> Result<String, Remark> {
    let fault = |code, reason: &str| Err(Remark { value: text.to_owned(), code, reason: reason.to_owned() });
    let lower = text.trim().to_ascii_lowercase();
    let mut rest = lower.as_str();
    for start in ["^", ".*", "msip_label_"] {
        rest = rest.strip_prefix(start).unwrap_or(rest);
    }
    let (id, rest) = rest.split_at_checked(36).unwrap_or((rest, ""));
    let enabled = ["", "_", "_enabled", "_enabled=", "_enabled=true", "_enabled=[tt]rue", "_enabled=(true)"];
    let rest = [".*", "$", ";"].iter().fold(rest, |rest, end| rest.strip_suffix(end).unwrap_or(rest));
    let Some(id) = guid(id).filter(|_| enabled.contains(&rest)) else {
        return fault(
            "label-unclear",
            "Only a label's GUID, alone or as MSIP_Label_…_Enabled=true, is understood here.",
        );
    };
    match known.find(List::Labels, &id) {
        Some(id) => Ok(id.to_owned()),
        None => fault("label-unknown", "No label of the bundle has this id. Import the labels first."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_here_is_one_of_the_tables() {
        let tables = |name: &&str| CONDITIONS.iter().any(|field| field.name == *name);
        let headers = HEADER.iter().flat_map(|(header, words)| [header, words]);
        assert!(OURS.iter().chain(headers).all(tables));
        assert!(!SERVER.iter().any(tables), "a condition of the bundle can be taken over");
        assert_eq!(known("subjectcontainswords").map(|field| field.name), Some("SubjectContainsWords"));
        assert!(OURS.iter().all(|name| known(name).is_none()), "Exchange has no such parameter");
    }
}
