//! What the tables cannot say: how entries of a bundle have to fit each other.

use super::check::{Ids, Judge, Notes, child, fields};
use super::read::{flag, instant, items, number, place, reference, references, string, strings};
use super::schema::{List, PAIRS};
use serde_json::Value;

/// What a rule on receiving may do.
pub(super) const ON_RECEIVING: &[&str] = &["RemoveOMEv2", "SetAuditSeverity", "StopRuleProcessing"];
/// Conditions that only mail which is written can fulfil.
pub(super) const ONLY_WRITTEN: &[&str] = &[
    "HeaderContainsMessageHeader",
    "HeaderContainsWords",
    "HeaderMatchesMessageHeader",
    "HeaderMatchesPatterns",
    "WithImportance",
];

const HEADING: &str = "a label with sub-labels cannot be applied itself";

pub(super) fn check(top: &Value, ids: &Ids, judge: &Judge, notes: &mut Notes) {
    let across = Across { top, ids, judge, headings: headings(top, ids) };
    across.labels(notes);
    across.templates(notes);
    across.policies(notes);
    across.types(notes);
    across.rules(notes);
    across.refuse_heading(top, "defaultLabel", "/defaultLabel", notes);
    for (at, mapping) in items(top, "labelMappings").enumerate() {
        across.refuse_heading(mapping, "to", &place("labelMappings", at, "to"), notes);
    }
    if let (Some(issued), Some(expires)) = (instant(top, "issued"), instant(top, "expires"))
        && expires <= issued
    {
        notes.add("/expires", "contradiction", "it expires before it is issued");
    }
}

/// Labels that cannot be applied: they have sub-labels and name none of them.
fn headings(top: &Value, ids: &Ids) -> Vec<usize> {
    let parents = items(top, "labels").filter_map(|label| reference(label, "parent", List::Labels, ids));
    let named = |at: &usize| items(top, "labels").nth(*at).is_some_and(|label| label.get("defaultSubLabel").is_some());
    parents.filter(|at| !named(at)).collect()
}

struct Across<'v> {
    top: &'v Value,
    ids: &'v Ids,
    judge: &'v Judge,
    headings: Vec<usize>,
}

impl Across<'_> {
    fn refuse_heading(&self, value: &Value, key: &str, path: &str, notes: &mut Notes) {
        if reference(value, key, List::Labels, self.ids).is_some_and(|at| self.headings.contains(&at)) {
            notes.add(path, "not-allowed", HEADING);
        }
    }

    fn labels(&self, notes: &mut Notes) {
        for (at, label) in items(self.top, "labels").enumerate() {
            if reference(label, "parent", List::Labels, self.ids).is_some_and(|parent| parent >= at) {
                notes.add(&place("labels", at, "parent"), "not-allowed", "a parent stands before its sub-labels");
            }
            if let Some(sub) = reference(label, "defaultSubLabel", List::Labels, self.ids) {
                let entry = items(self.top, "labels").nth(sub);
                let parent = entry.and_then(|entry| reference(entry, "parent", List::Labels, self.ids));
                if parent != Some(at) || self.headings.contains(&sub) {
                    let detail = "expected here: one of this label's sub-labels that can be applied";
                    notes.add(&place("labels", at, "defaultSubLabel"), "not-allowed", detail);
                }
            }
            let Some(automatic) = label.get("automatic").filter(|value| !value.is_null()) else { continue };
            let path = place("labels", at, "automatic");
            if self.headings.contains(&at) {
                notes.add(&path, "not-allowed", HEADING);
            }
            if fields(automatic.get("conditions")).next().is_none() && automatic.get("conditions").is_some() {
                notes.add(&child(&path, "conditions"), "empty", "a label that applies itself needs a condition");
            }
            self.when(automatic, &path, notes);
        }
    }

    fn templates(&self, notes: &mut Notes) {
        for (at, template) in items(self.top, "templates").enumerate() {
            self.refuse_heading(template, "label", &place("templates", at, "label"), notes);
        }
    }

    fn policies(&self, notes: &mut Notes) {
        for (at, policy) in items(self.top, "policies").enumerate() {
            let path = place("policies", at, "defaultLabel");
            self.refuse_heading(policy, "defaultLabel", &path, notes);
            let published = references(policy, "labels", List::Labels, self.ids);
            if reference(policy, "defaultLabel", List::Labels, self.ids).is_some_and(|at| !published.contains(&at)) {
                notes.add(&path, "contradiction", "this label is not among those the policy publishes");
            }
        }
    }

    fn types(&self, notes: &mut Notes) {
        for (at, own) in items(self.top, "types").enumerate() {
            let path = child("/types", &at.to_string());
            if own.get("patterns").is_none() && own.get("words").is_none() {
                notes.add(&child(&path, "patterns"), "missing", "a type needs patterns or words");
            }
            let (with, alone) = (number(own, "confidence").unwrap_or(85), number(own, "confidenceAlone"));
            if alone.is_some_and(|alone| alone > with) {
                notes.add(&child(&path, "confidenceAlone"), "contradiction", "surer without a keyword than with one");
            }
        }
    }

    fn rules(&self, notes: &mut Notes) {
        for (at, rule) in items(self.top, "rules").enumerate() {
            let path = child("/rules", &at.to_string());
            self.when(rule, &path, notes);
            if let (Some(from), Some(until)) = (instant(rule, "activationDate"), instant(rule, "expiryDate"))
                && until <= from
            {
                notes.add(&child(&path, "expiryDate"), "contradiction", "it expires before it is active");
            }
            let Some(actions) = rule.get("actions").filter(|value| value.is_object()) else { continue };
            let path = child(&path, "actions");
            if fields(Some(actions)).next().is_none() {
                notes.add(&path, "empty", "a rule needs at least one action");
            }
            self.refuse_heading(actions, "ApplyLabel", &child(&path, "ApplyLabel"), notes);
            pairs(actions, &path, notes);
            self.receiving(rule, at, notes);
            if actions.get("ApplyRightsProtectionTemplate").is_some() && actions.get("RemoveOMEv2").is_some() {
                notes.add(&child(&path, "RemoveOMEv2"), "contradiction", "the same rule applies protection");
            }
        }
    }

    /// Mail that arrives can only be taken its protection off, and some things are only known of mail that is written.
    fn receiving(&self, rule: &Value, at: usize, notes: &mut Notes) {
        if string(rule, "on") != Some("receiving") {
            return;
        }
        let path = child("/rules", &at.to_string());
        let there = |key: &str| fields(rule.get(key));
        let actions = child(&path, "actions");
        for (name, _) in there("actions").filter(|(name, _)| !ON_RECEIVING.contains(name)) {
            let detail = ["a rule on receiving only takes protection off: ", &ON_RECEIVING.join(", ")].concat();
            notes.add(&child(&actions, name), "not-allowed", &detail);
        }
        if !there("actions").any(|(name, value)| name == "RemoveOMEv2" && value.as_bool() == Some(true)) {
            notes.add(&child(&actions, "RemoveOMEv2"), "missing", "needed in a rule on receiving, as true");
        }
        for key in ["conditions", "exceptions"] {
            for (name, _) in there(key).filter(|(name, _)| ONLY_WRITTEN.contains(name)) {
                let detail = "not known of mail that arrives; allowed in rules on sending";
                notes.add(&child(&child(&path, key), name), "not-allowed", detail);
            }
        }
        let off = self.top.get("reading").and_then(|reading| string(reading, "removal")) == Some("off");
        if off && flag(rule, "enabled").unwrap_or(true) {
            notes.add(&child(&path, "on"), "contradiction", "reading.removal is off: switch it on, or this rule off");
        }
    }

    fn when(&self, value: &Value, path: &str, notes: &mut Notes) {
        for key in ["conditions", "exceptions"] {
            let Some(list) = value.get(key).filter(|value| value.is_object()) else { continue };
            let path = child(path, key);
            pairs(list, &path, notes);
            self.refuse_heading(list, "HasClassification", &child(&path, "HasClassification"), notes);
            let data = "MessageContainsDataClassifications";
            for (at, one) in items(list, data).enumerate() {
                let path = child(&child(&path, data), &at.to_string());
                for (least, most) in [("minCount", "maxCount"), ("minConfidence", "maxConfidence")] {
                    if number(one, most).is_some_and(|most| most < number(one, least).unwrap_or(1)) {
                        notes.add(&child(&path, most), "contradiction", "the most is below the least");
                    }
                }
            }
            for key in ["SenderADAttributeMatchesPatterns", "RecipientADAttributeMatchesPatterns"] {
                for (at, text) in strings(list, key).enumerate() {
                    let patterns = text.split_once(':').map(|(_, patterns)| patterns.split(','));
                    let error = patterns.into_iter().flatten().find_map(|pattern| (self.judge.pattern)(pattern));
                    if let Some(error) = error {
                        notes.add(&child(&child(&path, key), &at.to_string()), error.code, error.detail);
                    }
                }
            }
        }
    }
}

fn pairs(value: &Value, path: &str, notes: &mut Notes) {
    let there = |key: &str| value.get(key).is_some_and(|value| !value.is_null());
    for (first, second, both) in PAIRS {
        for (one, other) in [(first, second), (second, first)] {
            if there(one) && !there(other) && (*both || one == second) {
                notes.add(&child(path, other), "missing", &["needed beside ", one].concat());
            }
        }
    }
}
