//! Leave to send, which only a decision gives.

use super::{Decision, decide};
use crate::bundle::{Bundle, Label, Template};
use crate::compose::Draft;
use crate::error::Error;

/// Leave to label and send one draft as decided. Only [`Permit::grant`] makes one, by deciding itself.
#[derive(Debug)]
pub struct Permit<'a> {
    bundle: &'a Bundle,
    draft: &'a Draft,
    label: Option<usize>,
    protection: Option<usize>,
    decision: Decision,
}

impl<'a> Permit<'a> {
    /// Decides, and grants leave if there is no block and every question is answered.
    ///
    /// # Errors
    /// [`Error::Blocked`], [`Error::QuestionOpen`]
    pub fn grant(bundle: &'a Bundle, draft: &'a Draft) -> Result<Self, Error> {
        let decision = decide(bundle, draft);
        if !decision.blocks.is_empty() {
            return Err(Error::Blocked {});
        }
        let answered = &draft.input().answers.acknowledged;
        if decision.questions.iter().any(|question| !answered.contains(&question.rule)) {
            return Err(Error::QuestionOpen {});
        }
        // A name the bundle does not know must not turn into "no protection".
        let label = match &decision.label {
            Some(label) => Some(bundle.label(&label.id).ok_or(Error::Blocked {})?.0),
            None => None,
        };
        let protection = match &decision.protection {
            Some(protection) => Some(bundle.template(&protection.template).ok_or(Error::Blocked {})?.0),
            None => None,
        };
        Ok(Self { bundle, draft, label, protection, decision })
    }

    /// The bundle it was decided by.
    pub fn bundle(&self) -> &'a Bundle {
        self.bundle
    }

    /// The draft it is for.
    pub fn draft(&self) -> &'a Draft {
        self.draft
    }

    /// The label to carry.
    pub fn label(&self) -> Option<&'a Label> {
        self.bundle.labels().get(self.label?)
    }

    /// The template to protect with; `None` leaves the message unprotected.
    pub fn protection(&self) -> Option<&'a Template> {
        self.bundle.templates().get(self.protection?)
    }

    /// The decision behind it.
    pub fn into_decision(self) -> Decision {
        self.decision
    }
}
