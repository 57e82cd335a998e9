//! What a decision has to respect once rules and labels have spoken: consent, lowering, who may receive it.

use super::question::key_of;
use super::work::Work;
use super::{Because, Effect, QuestionKind};
use crate::address::Address;
use crate::bundle::{Audience, Lowering, is_among};
use crate::compose::{Recipient, RecipientField};

impl Work<'_> {
    /// Only what nobody but the person asked for is taken off, and only with the person's consent.
    pub(super) fn take_off_protection(&mut self) {
        let Some((rule, because)) = self.unprotect.first().cloned() else { return };
        if self.protection.is_none() || self.required {
            return;
        }
        let key = key_of(&rule.id, QuestionKind::Unprotect, &because, self.draft);
        if self.draft.input().answers.acknowledged.contains(&key) {
            self.protection = None;
            self.by_rule(rule, Effect::Unprotect, None, &because);
        } else {
            self.question(QuestionKind::Unprotect, Some(rule), None, Vec::new(), &because);
        }
    }

    /// What the label was before the person chose: of the draft's default, the message answered and its files the highest.
    pub(super) fn check_lowering(&mut self) {
        if self.draft.input().label.is_none() {
            return;
        }
        let Some((at, left)) = self.floor.and_then(|at| Some((at, self.bundle.labels().get(at)?))) else { return };
        if self.label.is_none_or(|(own, _)| own >= at) {
            return;
        }
        let may = |from| left.lowerable_by.iter().any(|group| self.bundle.is_member(*group, from));
        if self.draft.from().is_some_and(may) {
            return;
        }
        match left.lowering.unwrap_or(self.settings.lowering) {
            Lowering::Free => {}
            Lowering::Forbidden => self.block("label-lowering-forbidden"),
            Lowering::Reason => {
                let because = [Because::at("label", None, Some(left.id.clone()), 1)];
                self.question(QuestionKind::LowerLabel, None, None, Vec::new(), &because);
            }
        }
    }

    pub(super) fn check_recipients(&mut self) {
        for fault in self.draft.faults() {
            let field = fault.field.map_or("from", RecipientField::name);
            self.block_at(fault.reason.code(), Some((field, fault.index)));
        }
        if self.draft.recipients().is_empty() {
            self.block("no-recipient");
        }
        let label = self.label.and_then(|(at, _)| self.bundle.labels().get(at));
        if let Some(label) = label.filter(|label| label.recipients == Audience::Insiders) {
            self.block_outsiders("recipient-outside-label", |to| is_among(&label.allowed, &to.address));
        }
        if let Some(label) = label.filter(|label| label.recipients == Audience::Ask) {
            let outsiders = self
                .draft
                .recipients()
                .iter()
                .filter(|to| !self.bundle.is_inside(to.address.domain()) && !is_among(&label.allowed, &to.address));
            let because: Vec<Because> = outsiders.map(Because::outsider).collect();
            if !because.is_empty() {
                self.question(QuestionKind::Outsiders, None, None, Vec::new(), &because);
            }
        }
        let template = self.protection.and_then(|(at, _)| self.bundle.templates().get(at));
        if template.is_some_and(|template| template.recipients == Audience::Insiders) {
            self.block_outsiders("recipient-outside-template", |_| false);
        }
        let many = self.draft.recipients().len() as u64;
        if label.and_then(|label| label.max_recipients).is_some_and(|most| many > most) {
            self.block("too-many-recipients");
        }
        if self.settings.label_required && label.is_none() {
            self.block("label-required");
        }
    }

    /// What was protected is not passed on in the clear, nor to people outside who had no part in it, without a question; and not
    /// at all where its sender, or a label it came with, forbids it.
    pub(super) fn check_answered(&mut self) {
        let Some(answered) = self.draft.input().answered.as_ref().filter(|answered| answered.protected) else { return };
        if self.protection.is_none() {
            let left = self.floor.and_then(|at| self.bundle.labels().get(at));
            if answered.restricted || self.bundle.keeps_protected(left, false) {
                self.block("answer-in-clear");
            } else {
                let mut because = Because::at("message", None, None, 1);
                "Answered".clone_into(&mut because.condition);
                self.question(QuestionKind::AnswerInClear, None, None, Vec::new(), &[because]);
            }
        }
        let people: Vec<Address> = answered.people.iter().filter_map(|one| Address::parse(one).ok()).collect();
        let is_new = |to: &Recipient| !people.iter().any(|known| known.same_mailbox(&to.address));
        if answered.restricted {
            self.block_outsiders("answer-restricted", |to| !is_new(to));
            return;
        }
        // Where the label asks of all who are outside, these are among them.
        if self.decision.questions.iter().any(|question| question.kind == QuestionKind::Outsiders) {
            return;
        }
        let recipients = self.draft.recipients().iter();
        let added = recipients.filter(|to| !self.bundle.is_inside(to.address.domain()) && is_new(to));
        let because: Vec<Because> = added.map(Because::outsider).collect();
        if !because.is_empty() {
            self.question(QuestionKind::AddedOutsiders, None, None, Vec::new(), &because);
        }
    }

    fn block_outsiders(&mut self, code: &str, allowed: impl Fn(&Recipient) -> bool) {
        for recipient in self.draft.recipients() {
            if !self.bundle.is_inside(recipient.address.domain()) && !allowed(recipient) {
                self.block_at(code, Some((recipient.field.name(), recipient.index)));
            }
        }
    }
}

impl Because {
    fn outsider(to: &Recipient) -> Self {
        let mut because = Self::at(to.field.name(), Some(to.index), Some(to.address.addr_spec()), 1);
        "SentToScope".clone_into(&mut because.condition);
        because
    }
}
