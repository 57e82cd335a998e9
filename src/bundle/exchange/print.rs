//! Rules of a bundle as `New-TransportRule` commands.

use super::actions;
use super::conditions;
use super::known::{Known, english};
use super::rules::is_of_arriving;
use super::write::{comment, quote, value, word};
use crate::bundle::schema::{ACTIONS, CONDITIONS, List};
use serde_json::{Map, Value};

pub(super) fn print(bundle: &Value) -> String {
    let known = Known::new(bundle);
    let mut text = String::new();
    for rule in known.entries("rules") {
        for line in Printer::new(known, rule).print() {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}

struct Printer<'b> {
    known: Known<'b>,
    rule: &'b Value,
    comments: Vec<String>,
    parameters: String,
    /// Without what is missing it would hold for other messages, or protect less.
    unsafe_without: bool,
}

impl<'b> Printer<'b> {
    fn new(known: Known<'b>, rule: &'b Value) -> Self {
        Self { known, rule, comments: Vec::new(), parameters: String::new(), unsafe_without: false }
    }

    /// Comment lines, and the command unless nothing would be left to do.
    fn print(mut self) -> Vec<String> {
        let name = english(self.rule.get("name")).unwrap_or("").to_owned();
        self.add("Name", &quote(&name));
        self.translations("name", self.rule.get("name"));
        if let Some(comments) = self.rule.get("comments").and_then(Value::as_str) {
            self.add("Comments", &quote(comments));
        }
        self.add("Mode", &word(self.rule.get("mode").and_then(Value::as_str).unwrap_or("Enforce")));
        for (key, parameter) in [("activationDate", "ActivationDate"), ("expiryDate", "ExpiryDate")] {
            if let Some(time) = self.rule.get(key).and_then(Value::as_str) {
                self.add(parameter, &quote(time));
            }
        }
        self.conditions("conditions", "");
        self.conditions("exceptions", "ExceptIf");
        self.receiving();
        let length = self.parameters.len();
        self.actions();
        let acts = self.parameters.len() > length;
        if self.unsafe_without || self.rule.get("enabled") == Some(&Value::Bool(false)) {
            self.add("Enabled", "$false");
        }
        if acts {
            self.comments.push(format!("New-TransportRule{}", self.parameters));
        } else {
            self.missing(&format!("the rule {name}: Exchange has none of its actions"));
        }
        self.comments
    }

    fn add(&mut self, parameter: &str, value: &str) {
        self.parameters.extend([" -", parameter, " ", value]);
    }

    fn missing(&mut self, what: &str) {
        self.comments.push(comment(&format!("not printed: {what}")));
    }

    /// Exchange has one language.
    fn translations(&mut self, name: &str, text: Option<&Value>) {
        let languages = text.and_then(Value::as_object).into_iter().flat_map(Map::keys).filter(|key| *key != "en");
        let languages: Vec<&str> = languages.map(String::as_str).collect();
        if !languages.is_empty() {
            self.missing(&format!("{name} in {}", languages.join(", ")));
        }
    }

    fn conditions(&mut self, key: &str, prefix: &str) {
        let Some(fields) = self.rule.get(key).and_then(Value::as_object) else { return };
        let exceptions = !prefix.is_empty();
        for field in CONDITIONS.iter().filter(|field| !conditions::OURS.contains(&field.name)) {
            let Some(set) = fields.get(field.name).filter(|value| !value.is_null()) else { continue };
            if let Some(value) = value(self.known, &field.kind, set) {
                self.add(&format!("{prefix}{}", field.name), &value);
            }
        }
        let labels = self.labels(fields, exceptions);
        for name in conditions::OURS.iter().filter(|name| !name.starts_with("LabelIs")) {
            if fields.get(*name).is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false))) {
                self.unsafe_without = true;
                self.missing(&format!("{prefix}{name}: Exchange has no such condition; the rule is printed disabled"));
            }
        }
        let Some(labels) = labels else { return };
        let free = [("HeaderContains", "MessageHeader", "Words"), ("HeaderMatches", "MessageHeader", "Patterns")];
        let free = free.iter().find(|(start, end, _)| !fields.contains_key(&format!("{start}{end}")));
        if let Some((start, header, words)) = free.filter(|_| !labels.is_empty()) {
            let words_of = |id: &String| quote(&format!("MSIP_Label_{id}_Enabled=true"));
            let values: Vec<String> = labels.iter().map(words_of).collect();
            self.add(&format!("{prefix}{start}{header}"), &quote("msip_labels"));
            self.add(&format!("{prefix}{start}{words}"), &values.join(","));
        } else {
            self.unsafe_without = true;
            self.missing(&format!("{prefix}LabelIs: no header condition is free for it; the rule is printed disabled"));
        }
    }

    /// The labels that `LabelIs` and `LabelIsAtLeast` come down to today.
    fn labels(&mut self, fields: &Map<String, Value>, exceptions: bool) -> Option<Vec<String>> {
        let ids = |value: &Value| value.as_str().map(str::to_ascii_lowercase);
        let listed = fields.get("LabelIs").and_then(Value::as_array);
        let listed: Option<Vec<String>> = listed.map(|labels| labels.iter().filter_map(ids).collect());
        let Some(least) = fields.get("LabelIsAtLeast").and_then(Value::as_str) else { return listed };
        let all: Vec<String> = self.known.entries("labels").iter().filter_map(|label| ids(label.get("id")?)).collect();
        let above: Vec<String> = all.into_iter().skip_while(|id| !id.eq_ignore_ascii_case(least)).collect();
        self.missing("LabelIsAtLeast: it is printed as the labels of today");
        Some(match listed {
            None => above,
            Some(listed) if exceptions => {
                let more: Vec<String> = above.into_iter().filter(|id| !listed.contains(id)).collect();
                listed.into_iter().chain(more).collect()
            }
            Some(listed) => listed.into_iter().filter(|id| above.contains(id)).collect(),
        })
    }

    /// In Exchange a rule is for all mail, also for what leaves.
    fn receiving(&mut self) {
        let fields = |key: &str| self.rule.get(key).and_then(Value::as_object).cloned().unwrap_or_default();
        let arrives = is_of_arriving(&fields("conditions"), &fields("exceptions"), &fields("actions"));
        if self.rule.get("on").and_then(Value::as_str) == Some("receiving") && !arrives {
            self.unsafe_without = true;
            self.missing("that it is only for mail that arrives; the rule is printed disabled");
        }
    }

    fn actions(&mut self) {
        let Some(fields) = self.rule.get("actions").and_then(Value::as_object) else { return };
        let given = |name: &str| fields.get(name).filter(|value| !value.is_null());
        let by_data = self.rule.pointer("/conditions/MessageContainsDataClassifications").is_some();
        for field in ACTIONS.iter().filter(|field| !actions::OURS.contains(&field.name)) {
            let Some(set) = given(field.name) else { continue };
            self.translations(field.name, Some(set));
            if let Some(value) = value(self.known, &field.kind, set) {
                self.add(field.name, &value);
            }
        }
        if let Some(label) = given("ApplyLabel").and_then(Value::as_str) {
            self.unsafe_without = true;
            let name = self.known.spoken(List::Labels, label).to_owned();
            self.missing(&format!(
                "ApplyLabel {name}: mail flow rules cannot set labels, auto-labelling policies do; printed disabled"
            ));
        }
        // The most protective is told; a refusal needs no warning.
        let refuses = given("RejectMessageReasonText").is_some();
        let notify = ["RequireReason", "Warn", "Tip"].into_iter().filter(|name| given(name).is_some());
        let mut told = refuses;
        for name in notify {
            let text = given(name);
            if told || !by_data {
                let why = if told { "a stronger one is printed" } else { "NotifySender needs sensitive information" };
                self.missing(&format!("{name}: {why}"));
                continue;
            }
            told = true;
            let form = match name {
                "RequireReason" => "RejectUnlessExplicitOverride",
                "Warn" => "RejectUnlessSilentOverride",
                _ => "NotifyOnly",
            };
            self.add("NotifySender", form);
            if name == "Tip" {
                self.missing("the text of Tip: NotifyOnly has none");
            } else {
                self.translations(name, text);
                self.add("RejectMessageReasonText", &quote(english(text).unwrap_or_default()));
            }
        }
    }
}
