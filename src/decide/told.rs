//! What of a rule's findings is handed on.

use super::{Because, Record};
use crate::bundle::{Actions, Mode, Rule};

/// Findings that go with a reason, a tip or a record.
const MOST: usize = 100;

/// What the organisation's records get to know of a rule that holds.
pub(super) fn record_of(rule: &Rule, because: &[Because]) -> Option<Record> {
    let Actions { incident, severity, .. } = &rule.actions;
    let audit = rule.mode != Mode::Enforce;
    let wanted = audit || incident.is_some() || severity.as_deref().is_some_and(|severity| severity != "DoNotAudit");
    wanted.then(|| Record {
        rule: rule.id.clone(),
        audit,
        severity: severity.clone(),
        report: incident.as_ref().map(|(to, _)| to.clone()),
        content: incident.as_ref().map(|(_, content)| content.clone()).unwrap_or_default(),
        because: told(because),
    })
}

/// What is told of what was found: whatever is done to a thousand recipients is not said of each, once for every rule.
pub(super) fn told(because: &[Because]) -> Vec<Because> {
    because.get(..MOST).unwrap_or(because).to_vec()
}
