//! A decision rule by rule, for whoever asks why, or why not.

use super::facts::{Facts, SoFar};
use super::{Because, Decision, work};
use crate::bundle::{Bundle, Condition, Mode, Rule, Text};
use crate::compose::Draft;
use crate::contents::Sight;
use crate::time::Instant;
use serde::Serialize;

/// Decides as [`super::decide`] does, and says of every rule and every condition how it came out.
pub fn explain(bundle: &Bundle, draft: &Draft, sight: &Sight, now: Instant) -> Explanation {
    let mut traces = Traces(Vec::new());
    let decision = work::Work::run(bundle, draft, sight, now, Some(&mut traces));
    Explanation { decision, rules: traces.0 }
}

/// A decision, and how each rule came out.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Explanation {
    /// The same that deciding gives.
    pub decision: Decision,
    /// Every rule in order.
    pub rules: Vec<RuleTrace>,
}

/// How one rule came out.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RuleTrace {
    /// The rule's id.
    pub id: String,
    /// The rule's name.
    pub name: Text,
    /// How it came out.
    pub outcome: Outcome,
    /// Every condition.
    pub conditions: Vec<ConditionTrace>,
    /// Every exception.
    pub exceptions: Vec<ConditionTrace>,
}

/// How a rule came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Outcome {
    /// It acted.
    Acted,
    /// It would have acted; it only records.
    Audited,
    /// A condition does not hold.
    NotMatched,
    /// An exception holds.
    Excepted,
    /// A rule before it ended the processing.
    Stopped,
    /// It is switched off.
    Disabled,
    /// Its time has not come.
    NotYet,
    /// Its time is over.
    Expired,
    /// It is for mail that arrives.
    Receiving,
}

/// Whether one condition holds.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ConditionTrace {
    /// Its name in the bundle.
    pub condition: String,
    /// Whether it holds.
    pub held: bool,
    /// Where.
    pub because: Vec<Because>,
}

/// Rules seen so far.
pub(super) struct Traces(Vec<RuleTrace>);

impl Traces {
    pub(super) fn add(
        &mut self,
        rule: &Rule,
        facts: &Facts<'_>,
        so_far: SoFar<'_>,
        idle: Option<Outcome>,
        holds: bool,
    ) {
        let trace = |condition: &Condition| {
            let because = facts.find(condition, so_far);
            ConditionTrace { condition: condition.name.to_owned(), held: !because.is_empty(), because }
        };
        let conditions: Vec<ConditionTrace> = rule.when.conditions.iter().map(trace).collect();
        let exceptions: Vec<ConditionTrace> = rule.when.exceptions.iter().map(trace).collect();
        let outcome = match idle {
            Some(outcome) => outcome,
            None if holds && rule.mode == Mode::Enforce => Outcome::Acted,
            None if holds => Outcome::Audited,
            None if conditions.iter().all(|trace| trace.held) => Outcome::Excepted,
            None => Outcome::NotMatched,
        };
        self.0.push(RuleTrace { id: rule.id.clone(), name: rule.name.clone(), outcome, conditions, exceptions });
    }
}
