//! The way from the person's choices over labels that apply themselves and rules to a decision.

use super::explain::{Outcome, Traces};
use super::facts::{Facts, SoFar};
use super::question::key_of;
use super::told::{record_of, told};
use super::{
    Added, Because, Block, DecidedLabel, DecidedProtection, Decision, Disclaimer, Effect, Question, QuestionKind,
    Reason, Recommended, Source, Tip,
};
use crate::bundle::{Actions, AddTo, Bundle, BundleState, Mode, Rule, Settings, Text};
use crate::compose::{Draft, RecipientField};
use crate::contents::Sight;
use crate::time::Instant;

/// A decision in the making.
pub(super) struct Work<'a> {
    pub(super) bundle: &'a Bundle,
    pub(super) draft: &'a Draft,
    pub(super) settings: Settings,
    pub(super) label: Option<(usize, Source)>,
    /// What the person was given: choosing a lower label is lowering.
    pub(super) floor: Option<usize>,
    pub(super) protection: Option<(usize, Source)>,
    /// Whether any template on the way to it asks not to forward: a stronger one does not take that back.
    do_not_forward: bool,
    /// Whether anything but the person's own choice asks for protection.
    pub(super) required: bool,
    /// Rules that want the protection taken off, with what they found.
    pub(super) unprotect: Vec<(&'a Rule, Vec<Because>)>,
    pub(super) decision: Decision,
}

impl<'a> Work<'a> {
    pub(super) fn run(
        bundle: &'a Bundle,
        draft: &'a Draft,
        sight: &Sight,
        now: Instant,
        traces: Option<&mut Traces>,
    ) -> Decision {
        let mut work = Self {
            bundle,
            draft,
            settings: bundle.settings(draft.from()),
            label: None,
            floor: None,
            protection: None,
            do_not_forward: false,
            required: false,
            unprotect: Vec::new(),
            decision: Decision::default(),
        };
        if bundle.state(now) == BundleState::Expired {
            work.block("policy-expired");
        }
        let facts = Facts::of(bundle, draft, sight);
        work.read_choices(sight);
        work.apply_automatic_labels(&facts);
        work.run_rules(&facts, now, traces);
        work.add_label_protection();
        work.take_off_protection();
        work.check_lowering();
        work.check_recipients();
        work.check_answered();
        work.decide_files(sight);
        work.finish()
    }

    fn read_choices(&mut self, sight: &Sight) {
        let input = self.draft.input();
        self.label = self.settings.default_label.and_then(|at| Some((self.means_here(at)?, Source::Default)));
        if let Some(previous) = input.previous_label.as_deref().and_then(|id| self.bundle.label(id)) {
            self.raise_label(previous.0, Source::Previous);
        }
        let default = self.settings.default_label.and_then(|at| self.means(at));
        self.floor = default.max(self.label.map(|(at, _)| at));
        self.inherit(sight);
        if let Some(id) = &input.label {
            match self.bundle.label(id).map(|(at, _)| at) {
                Some(at) if self.settings.labels.get(at) != Some(&true) => self.block("label-unknown"),
                Some(at) => match self.means_here(at) {
                    Some(at) => {
                        self.label = Some((at, Source::Chosen));
                        // What would have been chosen for the person, and why, is of no matter now.
                        self.decision.reasons.clear();
                        self.decision.recommended = None;
                    }
                    None => self.block("label-not-applicable"),
                },
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

    /// The most sensitive label that applies itself, where nobody chose one; and the one worth recommending.
    fn apply_automatic_labels(&mut self, facts: &Facts<'_>) {
        if matches!(self.label, Some((_, Source::Chosen))) {
            return;
        }
        for (at, label) in self.bundle.labels().iter().enumerate().rev() {
            let Some(automatic) = label.automatic.as_ref().filter(|_| self.label.is_none_or(|(own, _)| own < at))
            else {
                continue;
            };
            // Of what is recommended the highest stays.
            let known = || self.decision.recommended.as_ref().and_then(|one| self.bundle.label(&one.id));
            if self.means_here(at).is_none() || (!automatic.apply && known().is_some_and(|(known, _)| known >= at)) {
                continue;
            }
            let so_far = self.so_far();
            let Some(because) = facts.when(&automatic.when, so_far) else { continue };
            if automatic.apply {
                self.reason(None, Some(label.name.clone()), Effect::Label, Some(label.id.clone()), &because);
                self.raise_label(at, Source::Automatic);
            } else {
                let id = self.means_here(at).and_then(|at| self.label_id(at)).unwrap_or_default();
                self.decision.recommended = Some(Recommended { id, tip: automatic.tip.clone(), because });
            }
        }
    }

    fn run_rules(&mut self, facts: &Facts<'_>, now: Instant, mut traces: Option<&mut Traces>) {
        let mut stopped = false;
        for rule in self.bundle.rules() {
            let so_far = self.so_far();
            let idle = if rule.receiving { Some(Outcome::Receiving) } else { idle(rule, now, stopped) };
            let found = if idle.is_none() { facts.when(&rule.when, so_far) } else { None };
            if let Some(traces) = traces.as_deref_mut() {
                traces.add(rule, facts, so_far, idle, found.is_some());
            }
            let Some(because) = found else { continue };
            self.decision.records.extend(record_of(rule, &because));
            match rule.mode {
                Mode::Enforce => {
                    self.act(rule, &because);
                    stopped |= rule.actions.stop;
                }
                Mode::AuditAndNotify => self.notify(rule, &because),
                Mode::Audit => {}
            }
        }
    }

    /// The label is a fact too: a rule sees what the rules before it have set.
    fn so_far(&self) -> SoFar<'_> {
        // With what the label will bring.
        let of_label = self.label.and_then(|(at, _)| self.bundle.labels().get(at)?.protection);
        SoFar {
            label: self.label.map(|(at, _)| at),
            protected: self.protection.is_some() || of_label.is_some(),
            do_not_forward: self.do_not_forward || of_label.is_some_and(|at| self.asks_not_to_forward(at)),
            headers: &self.decision.changes.headers,
        }
    }

    fn asks_not_to_forward(&self, at: usize) -> bool {
        self.bundle.templates().get(at).is_some_and(|template| template.do_not_forward)
    }

    fn act(&mut self, rule: &'a Rule, because: &[Because]) {
        let actions = &rule.actions;
        if let Some(at) = actions.apply_label.and_then(|at| self.means(at))
            && self.raise_label(at, Source::Rule)
        {
            let value = self.label_id(at);
            self.by_rule(rule, Effect::Label, value, because);
        }
        if let Some(at) = actions.apply_protection {
            self.raise_protection(at, Source::Rule);
            let value = self.bundle.templates().get(at).map(|template| template.id.clone());
            self.by_rule(rule, Effect::Protect, value, because);
        }
        if actions.remove_protection {
            self.unprotect.push((rule, because.to_vec()));
        }
        self.change(rule, because);
        self.ask(rule, because);
        for text in actions.tip.iter().chain(&actions.notification) {
            self.tell(rule, text, because);
        }
        if let Some(text) = &actions.reject {
            self.by_rule(rule, Effect::Block, None, because);
            self.decision.blocks.push(Block {
                code: "rule".to_owned(),
                rule: Some(rule.id.clone()),
                text: Some(text.clone()),
                status_code: Some(actions.status_code.clone().unwrap_or_else(|| "5.7.1".to_owned())),
                field: because.first().map(|found| found.field.clone()),
                index: because.first().and_then(|found| found.index),
            });
        }
    }

    /// What a rule that only audits shows.
    fn notify(&mut self, rule: &Rule, because: &[Because]) {
        let Actions { tip, warn, require_reason, notification, .. } = &rule.actions;
        for text in tip.iter().chain(warn).chain(require_reason).chain(notification) {
            self.tell(rule, text, because);
        }
    }

    fn tell(&mut self, rule: &Rule, text: &Text, because: &[Because]) {
        self.by_rule(rule, Effect::Tell, None, because);
        self.decision.tips.push(Tip {
            rule: rule.id.clone(),
            name: rule.name.clone(),
            text: text.clone(),
            because: told(because),
        });
    }

    /// Subject, texts, header fields, branding.
    fn change(&mut self, rule: &Rule, because: &[Because]) {
        let Actions { prepend_subject, disclaimer, set_header, remove_header, branding, .. } = &rule.actions;
        if let Some(prefix) = prepend_subject {
            self.decision.changes.subject.push(prefix.clone());
            self.by_rule(rule, Effect::Subject, None, because);
        }
        if let Some((text, before)) = disclaimer {
            self.decision.changes.disclaimers.push(Disclaimer { text: text.clone(), before: *before });
            self.by_rule(rule, Effect::Disclaimer, None, because);
        }
        let names = set_header.iter().map(|(name, _)| name).chain(remove_header);
        for name in names {
            self.decision.changes.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            self.by_rule(rule, Effect::Header, Some(name.clone()), because);
        }
        self.decision.changes.headers.extend(set_header.clone());
        if let Some(id) = branding {
            self.decision.changes.branding = Some(id.clone());
            self.by_rule(rule, Effect::Brand, Some(id.clone()), because);
        }
    }

    fn ask(&mut self, rule: &Rule, because: &[Because]) {
        let Actions { warn, require_reason, add, .. } = &rule.actions;
        for (text, kind, effect) in
            [(warn, QuestionKind::Warn, Effect::Warn), (require_reason, QuestionKind::Reason, Effect::Ask)]
        {
            if let Some(text) = text {
                self.by_rule(rule, effect, None, because);
                self.question(kind, Some(rule), Some(text.clone()), Vec::new(), because);
            }
        }
        let recipients = self.draft.recipients();
        let missing = add.iter().filter(|(_, one)| !recipients.iter().any(|to| to.address.same_mailbox(one)));
        let missing: Vec<Added> = missing
            .map(|(to, address)| Added { field: field_of(*to).name().to_owned(), address: address.addr_spec() })
            .collect();
        if !missing.is_empty() {
            self.by_rule(rule, Effect::Add, missing.first().map(|one| one.address.clone()), because);
            self.question(QuestionKind::AddRecipients, Some(rule), None, missing, because);
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
        let mut because = Because::at("label", None, Some(label.id.clone()), 1);
        "LabelIs".clone_into(&mut because.condition);
        self.reason(None, Some(label.name.clone()), Effect::Protect, value, &[because]);
    }

    fn finish(self) -> Decision {
        let mut decision = self.decision;
        let own = self.label.map(|(at, _)| at);
        let recommended = |one: &Recommended| self.bundle.label(&one.id).map(|(at, _)| at);
        decision.recommended = decision.recommended.filter(|one| recommended(one) > own);
        let label = self.label.and_then(|(at, source)| Some((self.bundle.labels().get(at)?, source)));
        decision.label = label.map(|(label, source)| DecidedLabel { id: label.id.clone(), source });
        let template = self.protection.and_then(|(at, source)| Some((self.bundle.templates().get(at)?, source)));
        let do_not_forward = self.do_not_forward;
        decision.protection = template.map(|(template, source)| DecidedProtection {
            template: template.id.clone(),
            source,
            do_not_forward,
        });
        decision
    }

    /// The label that choosing one means.
    pub(super) fn means(&self, at: usize) -> Option<usize> {
        self.bundle.labels().get(at)?.means
    }

    /// The same, where the sender has it.
    pub(super) fn means_here(&self, at: usize) -> Option<usize> {
        self.means(at).filter(|at| self.settings.labels.get(*at) == Some(&true))
    }

    pub(super) fn label_id(&self, at: usize) -> Option<String> {
        self.bundle.labels().get(at).map(|label| label.id.clone())
    }

    /// Whether the label changed.
    pub(super) fn raise_label(&mut self, at: usize, source: Source) -> bool {
        let Some(at) = self.means(at) else { return false };
        if self.label.is_some_and(|(current, _)| current >= at) {
            return false;
        }
        self.label = Some((at, source));
        true
    }

    fn raise_protection(&mut self, at: usize, source: Source) {
        self.required |= source != Source::Chosen;
        self.do_not_forward |= self.asks_not_to_forward(at);
        if self.protection.is_none_or(|(current, _)| current < at) {
            self.protection = Some((at, source));
        }
        if let Some(label) = self.bundle.templates().get(at).and_then(|template| template.label) {
            self.raise_label(label, Source::Template);
        }
    }

    pub(super) fn question(
        &mut self,
        kind: QuestionKind,
        rule: Option<&Rule>,
        text: Option<Text>,
        add: Vec<Added>,
        because: &[Because],
    ) {
        self.decision.questions.push(Question {
            key: key_of(rule.map_or("label", |rule| &rule.id), kind, because, self.draft),
            kind,
            rule: rule.map(|rule| rule.id.clone()),
            name: rule.map(|rule| rule.name.clone()),
            text,
            add,
            because: because.to_vec(),
        });
    }

    pub(super) fn by_rule(&mut self, rule: &Rule, effect: Effect, value: Option<String>, because: &[Because]) {
        self.reason(Some(rule.id.clone()), Some(rule.name.clone()), effect, value, because);
    }

    pub(super) fn reason(
        &mut self,
        rule: Option<String>,
        name: Option<Text>,
        effect: Effect,
        value: Option<String>,
        because: &[Because],
    ) {
        self.decision.reasons.push(Reason { rule, name, effect, value, because: told(because) });
    }

    pub(super) fn block(&mut self, code: &str) {
        self.block_at(code, None);
    }

    pub(super) fn block_at(&mut self, code: &str, place: Option<(&str, usize)>) {
        self.decision.blocks.push(Block {
            code: code.to_owned(),
            rule: None,
            text: None,
            status_code: None,
            field: place.map(|(field, _)| field.to_owned()),
            index: place.map(|(_, index)| index),
        });
    }
}

/// Why a rule is not looked at.
pub(super) fn idle(rule: &Rule, now: Instant, stopped: bool) -> Option<Outcome> {
    let (from, until) = (rule.active_from, rule.active_until);
    if stopped {
        Some(Outcome::Stopped)
    } else if !rule.enabled {
        Some(Outcome::Disabled)
    } else if from.is_some_and(|from| now.seconds() < from.seconds()) {
        Some(Outcome::NotYet)
    } else if until.is_some_and(|until| now.seconds() > until.seconds()) {
        Some(Outcome::Expired)
    } else {
        None
    }
}

fn field_of(to: AddTo) -> RecipientField {
    match to {
        AddTo::To => RecipientField::To,
        AddTo::Cc => RecipientField::Cc,
        AddTo::Bcc => RecipientField::Bcc,
    }
}
