//! Rules of an export, one by one.

use super::actions::{self, Action};
use super::command::{self, Arg};
use super::conditions::{self, Side};
use super::convert::Converter;
use super::known::Known;
use super::values::{cut, shown};
use super::xml::{self, Exported};
use super::{Import, ImportError, Report};
use crate::bundle::across::{ON_RECEIVING, ONLY_WRITTEN};
use crate::bundle::schema::Kind;
use serde_json::{Map, Value, json};

/// Exchange itself allows 8 KB.
const MAX_COMMAND: usize = 64 * 1024;

/// Parameters without a meaning here, each with the value that says nothing.
const SETTINGS: &[(&str, &str)] = &[
    ("Confirm", ""),
    ("Debug", ""),
    ("DlpPolicy", ""),
    ("DomainController", ""),
    ("ErrorAction", ""),
    ("Identity", ""),
    ("Priority", ""),
    ("RecipientAddressType", "Resolved"),
    ("RuleErrorAction", "Ignore"),
    ("RuleSubType", "None"),
    ("SenderAddressLocation", "Header"),
    ("Verbose", ""),
    ("WarningAction", ""),
    ("WhatIf", ""),
];

pub(super) fn import(xml: &[u8], bundle: &Value) -> Result<Import, ImportError> {
    let known = Known::new(bundle);
    let mut import = Import::default();
    for (at, exported) in xml::read(xml)?.iter().enumerate() {
        let otherwise = format!("rule-{}", at + 1);
        let mut report = Report::about(if exported.name.is_empty() { &otherwise } else { &exported.name });
        if let Some(parameters) = parameters(exported, &mut report) {
            let fields = Draft::new(&parameters, &mut report).take(known, &mut import.groups, &mut report);
            if let Some(mut rule) = fields {
                let id = known.free_id("rules", &report.subject, &otherwise, &import.rules);
                rule.insert("id".to_owned(), json!(id));
                import.rules.push(Value::Object(rule));
            }
        }
        import.take(report);
    }
    Ok(import)
}

fn parameters(exported: &Exported, report: &mut Report) -> Option<Vec<command::Parameter>> {
    if exported.versions > 1 {
        report.note("", "", "several-versions", "The rule stands there in several versions; the newest is read.");
    }
    let Some(command) = exported.command.as_deref() else {
        let reason = "The rule has no command: export it from Exchange 2013 or later.";
        report.left("", "", "format-unknown", reason);
        return None;
    };
    if command.len() > MAX_COMMAND {
        report.left("", "", "command-too-long", "The command is longer than 64 KB.");
        return None;
    }
    match command::read(command) {
        Ok(parameters) => Some(parameters),
        Err(refused) => {
            report.left("", refused.near.trim(), refused.code, refused.reason);
            None
        }
    }
}

/// The parameters of a rule, sorted by what they are.
#[derive(Default)]
struct Draft<'a> {
    own: Vec<(&'static str, &'a Arg)>,
    conditions: Vec<(&'static crate::bundle::schema::Field, &'a Arg)>,
    exceptions: Vec<(&'static crate::bundle::schema::Field, &'a Arg)>,
    actions: Vec<(&'a str, Action, &'a Arg)>,
    /// Something is missing that cannot be told from a condition, or is one.
    incomplete: bool,
    /// Something is missing that may have been an action.
    unknown: bool,
}

const OWN: &[&str] = &["Name", "Comments", "Mode", "Enabled", "ActivationDate", "ExpiryDate"];

impl<'a> Draft<'a> {
    fn new(parameters: &'a [command::Parameter], report: &mut Report) -> Self {
        let mut draft = Self::default();
        // The name first: everything is reported under it.
        if let Some((_, Some(Arg::Text(name)))) = parameters.iter().find(|(name, _)| name.eq_ignore_ascii_case("Name"))
            && !name.trim().is_empty()
        {
            name.trim().clone_into(&mut report.subject);
        }
        for (name, value) in parameters {
            draft.sort(name, value.as_ref(), report);
        }
        draft
    }

    fn sort(&mut self, name: &'a str, value: Option<&'a Arg>, report: &mut Report) {
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        if let Some((_, silent)) = SETTINGS.iter().find(|(known, _)| is(known)) {
            let text = value.map(shown).unwrap_or_default();
            if silent.is_empty() || !silent.eq_ignore_ascii_case(&text) {
                report.note(name, &text, "no-effect", "This has no effect here.");
            }
            return;
        }
        let Some(value) = value else {
            (self.incomplete, self.unknown) = (true, true);
            return report.left(name, "", "value-missing", "This parameter has no value.");
        };
        let exception = name.get(..8).filter(|start| start.eq_ignore_ascii_case("ExceptIf")).and(name.get(8..));
        if let Some(own) = OWN.iter().find(|own| is(own)) {
            self.own.push((own, value));
        } else if is("UseLegacyRegex") {
            if *value != Arg::Flag(false) {
                let reason =
                    "The patterns are in the dialect of Exchange 2010; here they are read in today's. Check them.";
                report.note(name, &shown(value), "legacy-pattern", reason);
            }
        } else if let Some(field) = exception.and_then(conditions::known) {
            self.exceptions.push((field, value));
        } else if let Some(field) = conditions::known(name) {
            self.conditions.push((field, value));
        } else if let Some(action) = actions::known(name) {
            self.actions.push((name, action, value));
        } else if !matches!(value, Arg::Null | Arg::Flag(false)) {
            self.incomplete = true;
            if conditions::is_server_only(exception.unwrap_or(name)) {
                return report.left(name, &shown(value), "condition-server-only", "Only a mail server knows this.");
            }
            self.unknown |= exception.is_none();
            report.left(name, &shown(value), "parameter-unknown", "This parameter is not known.");
        }
    }

    /// The rule without its id; none where nothing of it has a meaning here.
    fn take(self, known: Known<'_>, groups: &mut Vec<Value>, report: &mut Report) -> Option<Map<String, Value>> {
        let taken = actions::take(&self.actions, known, report);
        let (mut actions, weaker) = (taken.actions, taken.weaker || self.unknown);
        let stops = actions.contains_key("StopRuleProcessing");
        // The severity belongs to the other actions.
        let nothing = actions.keys().all(|action| action == "SetAuditSeverity") && (taken.fewer || actions.is_empty());
        if nothing && !weaker {
            report.left("", "", "no-action", "None of what this rule does is possible here.");
            return None;
        }
        if nothing {
            // A rule needs an action; this one does nothing.
            actions.entry("SetAuditSeverity").or_insert_with(|| json!("DoNotAudit"));
            report.note("", "", "action-missing", "The rule does nothing yet: give it an action.");
        }
        let conditions = Side { arguments: self.conditions, exceptions: false }.take(known, groups, report);
        let exceptions = Side { arguments: self.exceptions, exceptions: true }.take(known, groups, report);
        let (mut rule, enabled, sound) = settings(&self.own, known, report);
        rule.insert("name".to_owned(), json!(name(report)));
        let whole = sound && !self.incomplete && !conditions.incomplete && !exceptions.incomplete;
        if !(enabled && whole && !weaker) {
            rule.insert("enabled".to_owned(), json!(false));
        }
        if enabled && (weaker || !whole) {
            let why = match (whole, weaker) {
                (false, true) => "it would hold for other messages than before and protect less",
                (false, false) => "it would hold for other messages than before",
                _ => "it would protect less than before",
            };
            report.note("Enabled", "$false", "imported-disabled", &format!("The rule is imported disabled: {why}."));
            if stops {
                let reason = "While it is disabled, later rules also act on messages that this rule kept from them.";
                report.note("StopRuleProcessing", "$true", "stop-missing", reason);
            }
        }
        if is_of_arriving(&conditions.conditions, &exceptions.conditions, &actions) {
            rule.insert("on".to_owned(), json!("receiving"));
            let reason = "It becomes a rule on receiving: protection is taken off where mail arrives, if its sender's signature is valid.";
            report.note("RemoveOMEv2", "$true", "on-receiving", reason);
        }
        for (key, part) in
            [("conditions", conditions.conditions), ("exceptions", exceptions.conditions), ("actions", actions)]
        {
            if !part.is_empty() {
                rule.insert(key.to_owned(), Value::Object(part));
            }
        }
        Some(rule)
    }
}

/// Whether a rule takes protection off mail that arrives: from outside, or from inside to inside. A server does so on the way.
pub(super) fn is_of_arriving(
    conditions: &Map<String, Value>,
    exceptions: &Map<String, Value>,
    actions: &Map<String, Value>,
) -> bool {
    let scope = |name: &str| conditions.get(name).and_then(Value::as_str);
    let arrives = match scope("FromScope") {
        Some("NotInOrganization") => scope("SentToScope") != Some("NotInOrganization"),
        Some(_) => scope("SentToScope") == Some("InOrganization"),
        None => false,
    };
    arrives
        && actions.get("RemoveOMEv2") == Some(&json!(true))
        && actions.keys().all(|name| ON_RECEIVING.contains(&name.as_str()))
        && !conditions.keys().chain(exceptions.keys()).any(|name| ONLY_WRITTEN.contains(&name.as_str()))
}

fn name(report: &mut Report) -> String {
    let (name, long) = cut(&report.subject, 256);
    if long {
        report.note("Name", "", "text-cut", "The name is cut to 256 characters.");
    }
    name
}

/// Comments, mode and dates; whether the rule was enabled; and whether all of them could be read.
fn settings(own: &[(&'static str, &Arg)], known: Known<'_>, report: &mut Report) -> (Map<String, Value>, bool, bool) {
    let (mut rule, mut enabled, mut sound) = (Map::new(), true, true);
    let mut groups = Vec::new();
    for (name, arg) in own {
        let (key, kind) = match *name {
            "Comments" => {
                let (text, long) = cut(&shown(arg), 1024);
                if long {
                    report.note(name, "", "text-cut", "The comments are cut to 1024 characters.");
                }
                if **arg != Arg::Null && !text.trim().is_empty() {
                    rule.insert("comments".to_owned(), json!(text));
                }
                continue;
            }
            "Mode" => ("mode", Kind::Choice(&["Enforce", "Audit", "AuditAndNotify"])),
            "ActivationDate" => ("activationDate", Kind::Time),
            "ExpiryDate" => ("expiryDate", Kind::Time),
            "Enabled" => ("enabled", Kind::Flag),
            _ => continue,
        };
        let mut converter = Converter::new(known, &mut groups);
        let value = converter.convert(&kind, arg);
        for note in converter.notes {
            report.note(name, &note.value, note.code, &note.reason);
        }
        for fault in converter.faults {
            sound = false;
            report.left(name, &fault.value, fault.code, &fault.reason);
        }
        match value {
            // These are the values of silence.
            Some(value) if key != "enabled" && value != json!("Enforce") => {
                rule.insert(key.to_owned(), value);
            }
            None if key == "enabled" && **arg != Arg::Null => enabled = false,
            _ => {}
        }
    }
    (rule, enabled, sound)
}
