//! The mark a message carries: header fields for programs, lines in the text for people.

mod headers;
mod marking;

pub use headers::{LabelClaim, read_msip_labels};

use crate::bundle::ExposedHeader;
use crate::compose::Draft;
use crate::decide::Permit;
use crate::time::ZonedTime;

/// A draft that carries its label. Only [`Labelled::mark`] makes one, and it needs a permit.
#[derive(Debug)]
pub struct Labelled<'d> {
    draft: &'d Draft,
    protected: bool,
    text: String,
    html: Option<String>,
    fields: Vec<LabelField>,
}

/// A header field that states the label or the protection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelField {
    /// Field name.
    pub name: &'static str,
    /// Field value, unfolded ASCII or text to be encoded.
    pub value: String,
    /// Whether it also stands outside the encryption.
    pub exposed: bool,
}

/// The field that tells a recipient's program which template protects the message:
/// `template=<id>` and, where it applies, `; do-not-forward`. It only stands inside the encryption, signed.
pub const PROTECTION_FIELD: &str = "Zegel-Protection";

impl<'d> Labelled<'d> {
    /// Marks the draft of a permit.
    ///
    /// `action_id` is a fresh UUID for this act of labelling.
    pub fn mark(permit: &Permit<'d>, time: ZonedTime, action_id: &str) -> Self {
        let (bundle, draft, template) = (permit.bundle(), permit.draft(), permit.protection());
        let input = draft.input();
        let mut fields = Vec::new();
        let (mut text, mut html) = (input.text.clone(), input.html.clone());
        if let Some(label) = permit.label() {
            let exposed = |header: ExposedHeader| bundle.exposed().contains(&header);
            fields.push(LabelField {
                name: ExposedHeader::MsipLabels.field_name(),
                value: headers::write_msip_labels(permit, label, time, action_id),
                exposed: exposed(ExposedHeader::MsipLabels),
            });
            if let Some(sensitivity) = label.sensitivity {
                fields.push(LabelField {
                    name: ExposedHeader::Sensitivity.field_name(),
                    value: sensitivity.field_value().to_owned(),
                    exposed: exposed(ExposedHeader::Sensitivity),
                });
            }
            let variables = marking::Variables::new(draft, label.name.in_language(&input.language), time);
            (text, html) = marking::mark(&text, html.as_deref(), label, &variables);
        }
        if let Some(template) = template {
            let forwarding = if template.do_not_forward { "; do-not-forward" } else { "" };
            let value = format!("template={}{forwarding}", template.id);
            fields.push(LabelField { name: PROTECTION_FIELD, value, exposed: false });
        }
        Self { draft, protected: template.is_some(), text, html, fields }
    }

    /// The draft behind it.
    pub fn draft(&self) -> &'d Draft {
        self.draft
    }

    /// Whether it leaves the browser only sealed.
    pub fn is_protected(&self) -> bool {
        self.protected
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
