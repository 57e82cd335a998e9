//! Which labels and settings the policies of a bundle give to whom.

use super::{Bundle, Lowering, Policy, is_among};
use crate::address::Address;

/// The settings that count for one person.
#[derive(Debug, Clone)]
pub struct Settings {
    /// For each label of the bundle whether the person has it.
    pub labels: Vec<bool>,
    /// The label a new message has.
    pub default_label: Option<usize>,
    /// Whether a message without a label is not sent.
    pub label_required: bool,
    /// What lowering a label takes, where the label does not say.
    pub lowering: Lowering,
}

impl Bundle {
    /// The labels and settings of somebody: of every policy for them the labels together, of its settings the last.
    pub fn settings(&self, address: Option<&Address>) -> Settings {
        let mut settings = Settings {
            labels: vec![self.policies.is_empty(); self.labels.len()],
            default_label: self.default_label,
            label_required: self.label_required,
            lowering: self.lowering,
        };
        for policy in self.policies.iter().filter(|policy| self.is_for(policy, address)) {
            for at in &policy.labels {
                let mut published = Some(*at);
                while let Some(at) = published {
                    published = self.labels.get(at).and_then(|label| label.parent);
                    if let Some(has) = settings.labels.get_mut(at) {
                        *has = true;
                    }
                }
            }
            settings.default_label = policy.default_label.or(settings.default_label);
            settings.label_required = policy.label_required.unwrap_or(settings.label_required);
            settings.lowering = policy.lowering.unwrap_or(settings.lowering);
        }
        let has = |at: &usize| settings.labels.get(*at).is_some_and(|has| *has);
        settings.default_label = settings.default_label.filter(has);
        settings
    }

    fn is_for(&self, policy: &Policy, address: Option<&Address>) -> bool {
        let Some(address) = address else { return policy.users.is_empty() && policy.groups.is_empty() };
        policy.users.is_empty() && policy.groups.is_empty()
            || is_among(&policy.users, address)
            || policy.groups.iter().any(|group| self.is_member(*group, address))
    }
}
