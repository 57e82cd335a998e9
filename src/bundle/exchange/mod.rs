//! Coming from Exchange and Purview, and going back: exported rules and labels become entries of a bundle, and
//! its rules become commands again.
//!
//! **An import never makes a rule broader or weaker than it was without saying so.** A rule that would match more mail
//! (a condition is missing), act more often (an exception is missing) or protect less (its encryption or its refusal is
//! missing) comes over with `"enabled": false`, and every reason is listed. Nothing is ever executed: commands are only
//! read, and what is not a single `New-TransportRule` with literal values is listed as left behind.
//!
//! | `-NotifySender` | here |
//! | --- | --- |
//! | `NotifyOnly` | `Tip` |
//! | `RejectMessage` | `RejectMessageReasonText` |
//! | `RejectUnlessFalsePositiveOverride`, `RejectUnlessSilentOverride` | `Warn` |
//! | `RejectUnlessExplicitOverride` | `RequireReason` |

mod actions;
mod automatic;
mod command;
mod conditions;
mod convert;
mod entry;
mod known;
mod labels;
mod markings;
mod policies;
mod print;
mod protection;
mod rules;
mod values;
mod write;
mod xml;

use serde::Serialize;
use serde_json::Value;

/// What came over, and what did not, each with its reason.
///
/// The lists are ready to be appended to those of the bundle; whoever appends them checks the whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Import {
    /// Labels, from the least to the most sensitive.
    pub labels: Vec<Value>,
    /// Label policies; the last one that speaks wins.
    pub policies: Vec<Value>,
    /// Templates that the labels need and the bundle lacks.
    pub templates: Vec<Value>,
    /// Groups that are named but not known: their members have to be filled in.
    pub groups: Vec<Value>,
    /// Rules in order of priority.
    pub rules: Vec<Value>,
    /// Kinds of sensitive information. Neither export holds definitions, so this is empty today.
    pub types: Vec<Value>,
    /// What did not come over. Where it mattered the rule is disabled.
    pub not_imported: Vec<Left>,
    /// What came over in another form, or needs a look.
    pub notes: Vec<Left>,
}

/// Something that was left behind, or changed on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Left {
    /// The name of the rule, label or policy.
    pub rule: String,
    /// The parameter or property, where one is meant.
    pub parameter: Option<String>,
    /// Its value as it was written, at most 200 characters.
    pub value: Option<String>,
    /// A stable code.
    pub code: &'static str,
    /// An English sentence for an administrator.
    pub reason: String,
}

/// Why a file cannot be imported at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "detail", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum ImportError {
    /// More octets than this.
    ImportTooLarge {
        /// Octets.
        limit: usize,
    },
    /// Neither UTF-8 nor UTF-16.
    ImportNotText {},
    /// Not XML, or cut off.
    ImportXmlMalformed {
        /// Octet in the text as UTF-8.
        at: u64,
    },
    /// A document type, or an entity that is not predefined: an export has none.
    ImportXmlForbidden {
        /// Octet in the text as UTF-8.
        at: u64,
    },
    /// Not what `Export-TransportRuleCollection` writes.
    ImportNotRules {},
    /// More rules than this.
    ImportTooManyRules {
        /// Rules.
        limit: usize,
    },
    /// Not JSON, or cut off.
    ImportJsonMalformed {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// Neither labels nor label policies.
    ImportNotLabels {},
}

/// Octets of a file; an export of a thousand rules is far smaller.
const MAX_FILE: usize = 8 * 1024 * 1024;

/// Reads what `Export-TransportRuleCollection` wrote (UTF-16 or UTF-8) against the present bundle: labels, templates,
/// branding and groups are found there by id or English name.
///
/// Limits: 8 MiB, 1000 rules, 64 KiB for a rule.
pub fn import_rules(xml: &[u8], bundle: &Value) -> Result<Import, ImportError> {
    rules::import(xml, bundle)
}

/// Reads `Get-Label | ConvertTo-Json` or `Get-LabelPolicy | ConvertTo-Json`, or both as `{ "labels", "policies" }` or
/// in one array.
///
/// Limits: 8 MiB. Write with `-Depth 10`, or what lies deeper is cut off by PowerShell and listed here as unreadable.
pub fn import_labels(json: &str, bundle: &Value) -> Result<Import, ImportError> {
    labels::import(json, bundle)
}

/// Writes the rules as `New-TransportRule` commands in order of priority, each after comment lines that name what has
/// no counterpart. A rule that would be broader or weaker there is written with `-Enabled $false`.
///
/// `ApplyLabel` is not written: setting `msip_labels` by `SetHeaderName` would lower labels as well as raise them, wipe
/// the labels of other organisations in the same field and encrypt nothing. In Exchange, auto-labelling policies do it.
pub fn print_rules(bundle: &Value) -> String {
    print::print(bundle)
}

/// What one rule, label or policy left behind.
#[derive(Default)]
struct Report {
    subject: String,
    left: Vec<Left>,
    notes: Vec<Left>,
}

impl Report {
    fn about(subject: &str) -> Self {
        Self { subject: subject.to_owned(), ..Self::default() }
    }

    fn left(&mut self, parameter: &str, value: &str, code: &'static str, reason: &str) {
        let entry = self.entry(parameter, value, code, reason);
        self.left.push(entry);
    }

    fn note(&mut self, parameter: &str, value: &str, code: &'static str, reason: &str) {
        let entry = self.entry(parameter, value, code, reason);
        self.notes.push(entry);
    }

    /// Empty texts stand for nothing.
    fn entry(&self, parameter: &str, value: &str, code: &'static str, reason: &str) -> Left {
        let some = |text: &str| Some(text.chars().take(200).collect::<String>()).filter(|text| !text.is_empty());
        Left {
            rule: self.subject.clone(),
            parameter: some(parameter),
            value: some(value),
            code,
            reason: reason.to_owned(),
        }
    }
}

impl Import {
    fn take(&mut self, report: Report) {
        self.not_imported.extend(report.left);
        self.notes.extend(report.notes);
    }
}

#[cfg(test)]
mod command_tests;
