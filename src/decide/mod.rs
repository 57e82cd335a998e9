//! What must happen to a draft, and why.
//!
//! [`decide`] is total: every draft against every bundle has an answer. While a person types, the answer is shown; when
//! the person sends, the same function runs again on the final draft, and only its answer makes a [`Permit`].

mod facts;
mod permit;
mod words;

pub use permit::Permit;

use crate::bundle::{Actions, Audience, Bundle, Condition, Rule, Text};
use crate::compose::{Draft, RecipientField};
use facts::Facts;
use serde::Serialize;

/// The answer for a draft.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Decision {
    /// The label it gets.
    pub label: Option<DecidedLabel>,
    /// The protection it gets.
    pub protection: Option<DecidedProtection>,
    /// Why, in the order in which the rules spoke.
    pub reasons: Vec<Reason>,
    /// What the person has to accept before it is sent.
    pub questions: Vec<Question>,
    /// What keeps it from being sent.
    pub blocks: Vec<Block>,
}

/// The label decided upon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DecidedLabel {
    /// The label's id.
    pub id: String,
    /// Where it comes from.
    pub source: Source,
}

/// The protection decided upon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DecidedProtection {
    /// The template's id.
    pub template: String,
    /// Where it comes from.
    pub source: Source,
}

/// Where a label or a protection comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Source {
    /// The person chose it.
    Chosen,
    /// The bundle's default.
    Default,
    /// A rule.
    Rule,
    /// The template chosen brings this label.
    Template,
    /// The label brings this protection.
    Label,
}

/// What a rule did and on what grounds.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Reason {
    /// The rule's id; `None` where the label or the template itself asks for it.
    pub rule: Option<String>,
    /// The rule's name.
    pub name: Option<Text>,
    /// What it did.
    pub effect: Effect,
    /// The label or template it named.
    pub value: Option<String>,
    /// What it found.
    pub because: Vec<Because>,
}

/// What a rule does to a draft, from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Effect {
    /// Gave it a label.
    Label,
    /// Protected it.
    Protect,
    /// Asks the person.
    Warn,
    /// Keeps it from being sent.
    Block,
}

/// A condition that held, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Because {
    /// The condition's name in the bundle.
    pub condition: String,
    /// `to`, `cc`, `bcc`, `subject`, `body`, `attachments` or `label`.
    pub field: String,
    /// Position in the field, where it has positions.
    pub index: Option<usize>,
    /// The value of the bundle that matched.
    pub matched: Option<String>,
}

/// Something the person has to accept.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Question {
    /// The rule's id; accepting means naming it in the draft's answers.
    pub rule: String,
    /// The rule's name.
    pub name: Text,
    /// What to say.
    pub text: Text,
    /// What it found.
    pub because: Vec<Because>,
}

/// Something that keeps the draft from being sent.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Block {
    /// `no-recipient`, `address-malformed`, `label-required`, `label-unknown`, `label-not-applicable`,
    /// `template-unknown`, `recipient-outside-label`, `recipient-outside-template`, `rule`, or an address code.
    pub code: String,
    /// The rule's id, if a rule blocks.
    pub rule: Option<String>,
    /// What the rule says.
    pub text: Option<Text>,
    /// The field at fault.
    pub field: Option<String>,
    /// Position in the field.
    pub index: Option<usize>,
}

/// Decides what must happen to a draft.
///
/// Rules run in order. A rule's label raises the label, never lowers it; of several protections the strongest is taken,
/// and what a label or a rule asks for outweighs the person's "none".
pub fn decide(bundle: &Bundle, draft: &Draft) -> Decision {
    let mut work = Work { bundle, draft, label: None, protection: None, decision: Decision::empty() };
    work.read_choices();
    work.run_rules();
    work.add_label_protection();
    work.check_recipients();
    work.finish()
}

struct Work<'a> {
    bundle: &'a Bundle,
    draft: &'a Draft,
    label: Option<(usize, Source)>,
    protection: Option<(usize, Source)>,
    decision: Decision,
}

impl Decision {
    fn empty() -> Self {
        Self { label: None, protection: None, reasons: Vec::new(), questions: Vec::new(), blocks: Vec::new() }
    }
}

impl Work<'_> {
    fn read_choices(&mut self) {
        let input = self.draft.input();
        self.label = self.bundle.default_label().map(|at| (at, Source::Default));
        if let Some(id) = &input.label {
            match self.bundle.label(id) {
                Some((at, label)) if label.applicable => self.label = Some((at, Source::Chosen)),
                Some(_) => self.block("label-not-applicable"),
                None => self.block("label-unknown"),
            }
        }
        if let Some(id) = input.protection.as_deref().filter(|id| *id != "none") {
            match self.bundle.template(id) {
                Some((at, _)) => self.raise_protection(at, Source::Chosen),
                None => self.block("template-unknown"),
            }
        }
    }

    fn run_rules(&mut self) {
        let facts = Facts::of(self.bundle, self.draft);
        for rule in self.bundle.rules() {
            // The label is a fact too: a rule sees what the rules before it have set.
            let label = self.label.map(|(at, _)| at);
            let Some(because) = holds(rule, &facts, label) else { continue };
            self.act(rule, &because);
            if rule.actions.stop {
                break;
            }
        }
    }

    fn act(&mut self, rule: &Rule, because: &[Because]) {
        let Actions { apply_label, apply_protection, warn, reject, stop: _ } = &rule.actions;
        if let Some(at) = *apply_label
            && self.raise_label(at, Source::Rule)
        {
            let value = self.bundle.labels().get(at).map(|label| label.id.clone());
            self.reason(rule, Effect::Label, value, because);
        }
        if let Some(at) = *apply_protection {
            self.raise_protection(at, Source::Rule);
            let value = self.bundle.templates().get(at).map(|template| template.id.clone());
            self.reason(rule, Effect::Protect, value, because);
        }
        if let Some(text) = warn {
            self.reason(rule, Effect::Warn, None, because);
            self.decision.questions.push(Question {
                rule: rule.id.clone(),
                name: rule.name.clone(),
                text: text.clone(),
                because: because.to_vec(),
            });
        }
        if let Some(text) = reject {
            self.reason(rule, Effect::Block, None, because);
            self.decision.blocks.push(Block {
                code: "rule".to_owned(),
                rule: Some(rule.id.clone()),
                text: Some(text.clone()),
                field: because.first().map(|found| found.field.clone()),
                index: because.first().and_then(|found| found.index),
            });
        }
    }

    /// A label brings a protection, which may bring a higher label, which may bring a stronger protection.
    fn add_label_protection(&mut self) {
        let mut done = None;
        while let Some((at, _)) = self.label.filter(|(at, _)| done != Some(*at)) {
            done = Some(at);
            self.add_protection_of(at);
        }
    }

    fn add_protection_of(&mut self, at: usize) {
        let Some(label) = self.bundle.labels().get(at) else { return };
        let Some(template) = label.protection else { return };
        self.raise_protection(template, Source::Label);
        let value = self.bundle.templates().get(template).map(|template| template.id.clone());
        self.decision.reasons.push(Reason {
            rule: None,
            name: Some(label.name.clone()),
            effect: Effect::Protect,
            value,
            because: vec![Because {
                condition: "LabelIs".to_owned(),
                field: "label".to_owned(),
                index: None,
                matched: Some(label.id.clone()),
            }],
        });
    }

    fn check_recipients(&mut self) {
        for fault in self.draft.faults() {
            self.decision.blocks.push(Block {
                code: fault.reason.code().to_owned(),
                rule: None,
                text: None,
                field: Some(fault.field.map_or("from", RecipientField::name).to_owned()),
                index: Some(fault.index),
            });
        }
        if self.draft.recipients().is_empty() {
            self.block("no-recipient");
        }
        let label = self.label.and_then(|(at, _)| self.bundle.labels().get(at));
        if label.is_some_and(|label| label.recipients == Audience::Insiders) {
            self.block_outsiders("recipient-outside-label");
        }
        let template = self.protection.and_then(|(at, _)| self.bundle.templates().get(at));
        if template.is_some_and(|template| template.recipients == Audience::Insiders) {
            self.block_outsiders("recipient-outside-template");
        }
        if self.bundle.label_required() && label.is_none() {
            self.block("label-required");
        }
    }

    fn block_outsiders(&mut self, code: &str) {
        for recipient in self.draft.recipients() {
            if !self.bundle.is_inside(recipient.address.domain()) {
                self.decision.blocks.push(Block {
                    code: code.to_owned(),
                    rule: None,
                    text: None,
                    field: Some(recipient.field.name().to_owned()),
                    index: Some(recipient.index),
                });
            }
        }
    }

    fn finish(self) -> Decision {
        let mut decision = self.decision;
        decision.label = self
            .label
            .and_then(|(at, source)| Some(DecidedLabel { id: self.bundle.labels().get(at)?.id.clone(), source }));
        decision.protection = self.protection.and_then(|(at, source)| {
            Some(DecidedProtection { template: self.bundle.templates().get(at)?.id.clone(), source })
        });
        decision
    }

    /// Whether the label changed.
    fn raise_label(&mut self, at: usize, source: Source) -> bool {
        if self.label.is_some_and(|(current, _)| current >= at) {
            return false;
        }
        self.label = Some((at, source));
        true
    }

    fn raise_protection(&mut self, at: usize, source: Source) {
        if self.protection.is_none_or(|(current, _)| current < at) {
            self.protection = Some((at, source));
        }
        if let Some(label) = self.bundle.templates().get(at).and_then(|template| template.label) {
            self.raise_label(label, Source::Template);
        }
    }

    fn reason(&mut self, rule: &Rule, effect: Effect, value: Option<String>, because: &[Because]) {
        self.decision.reasons.push(Reason {
            rule: Some(rule.id.clone()),
            name: Some(rule.name.clone()),
            effect,
            value,
            because: because.to_vec(),
        });
    }

    fn block(&mut self, code: &str) {
        self.decision.blocks.push(Block { code: code.to_owned(), rule: None, text: None, field: None, index: None });
    }
}

/// What a rule found, if all its conditions hold and no exception does.
fn holds(rule: &Rule, facts: &Facts<'_>, label: Option<usize>) -> Option<Vec<Because>> {
    let mut because = Vec::new();
    for condition in &rule.conditions {
        let found = facts.find(condition, label);
        if found.is_empty() {
            return None;
        }
        because.extend(found);
    }
    let excepted = rule.exceptions.iter().any(|exception: &Condition| !facts.find(exception, label).is_empty());
    (!excepted).then_some(because)
}
