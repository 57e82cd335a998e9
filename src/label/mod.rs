//! The mark a message carries: header fields for programs, lines in the text for people.

mod headers;
mod marking;

pub use headers::{LabelClaim, read_msip_labels};

use crate::compose::Draft;
use crate::decide::Permit;
use crate::time::ZonedTime;

/// A draft that carries its label. Only [`Labelled::mark`] makes one, and it needs a permit.
#[derive(Debug)]
pub struct Labelled<'d> {
    draft: &'d Draft,
    protected: bool,
    subject: &'d str,
    text: String,
    html: Option<String>,
    fields: Vec<LabelField>,
}

/// A header field that states the label, the protection, or what a rule wants stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelField {
    /// Field name.
    pub name: String,
    /// Field value, unfolded ASCII or text to be encoded.
    pub value: String,
    /// Whether it also stands outside the encryption.
    pub exposed: bool,
}

/// The field that keeps a reason the person gave: `<rule>; <words>`, or `lower-label; <words>`. It stands inside, signed.
pub const JUSTIFICATION_FIELD: &str = "Zegel-Justification";

/// The field that tells a recipient's program which template protects the message:
/// `template=<id>` and, where it applies, `; do-not-forward`. It only stands inside the encryption, signed.
pub const PROTECTION_FIELD: &str = "Zegel-Protection";

impl<'d> Labelled<'d> {
    /// Marks the draft of a permit.
    ///
    /// `action_id` is a fresh UUID for this act of labelling.
    pub fn mark(permit: &'d Permit, time: ZonedTime, action_id: &str) -> Self {
        let (draft, template) = (permit.draft(), permit.template());
        let input = draft.input();
        let mut fields = Vec::new();
        let mut field = |name: &str, value: String| {
            fields.push(LabelField { name: name.to_owned(), value, exposed: permit.exposes(name) });
        };
        let (mut text, mut html) = marking::add_disclaimers(&input.text, input.html.as_deref(), permit.disclaimers());
        if let Some(label) = permit.label() {
            field("msip_labels", headers::write_msip_labels(permit, label, time, action_id));
            if let Some(sensitivity) = &label.sensitivity {
                field("Sensitivity", sensitivity.clone());
            }
            let variables = marking::Variables::new(draft, &label.name, time);
            (text, html) = marking::mark(&text, html.as_deref(), label, &variables);
        }
        if let Some(importance) = input.importance.as_deref().filter(|one| ["low", "high"].contains(one)) {
            field("Importance", importance.to_owned());
        }
        for (name, value) in permit.headers() {
            field(name, value.clone());
        }
        for (about, reason) in permit.reasons() {
            field(JUSTIFICATION_FIELD, [about, "; ", reason].concat());
        }
        if let Some(template) = template {
            let forwarding = if template.do_not_forward { "; do-not-forward" } else { "" };
            field(PROTECTION_FIELD, format!("template={}{forwarding}", template.id));
        }
        Self { draft, protected: template.is_some(), subject: permit.subject(), text, html, fields }
    }

    /// The draft behind it.
    pub fn draft(&self) -> &'d Draft {
        self.draft
    }

    /// Whether it leaves the browser only sealed.
    pub fn is_protected(&self) -> bool {
        self.protected
    }

    /// The subject, with what rules put before it.
    pub fn subject(&self) -> &'d str {
        self.subject
    }

    /// The text with its markings.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The HTML body with its markings.
    pub fn html(&self) -> Option<&str> {
        self.html.as_deref()
    }

    /// The fields to write.
    pub fn fields(&self) -> &[LabelField] {
        &self.fields
    }
}
