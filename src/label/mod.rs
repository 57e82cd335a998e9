//! The mark a message carries: header fields for programs, lines in the text for people.

mod headers;
mod marking;
mod received;

pub use received::{
    LabelState, OpenedLabel, OpenedMarking, Stated, claimed_labels, part_labels, received_labels, received_markings,
};

use crate::bundle::InFiles;
use crate::compose::Draft;
use crate::decide::{Permit, PermittedFile};
use crate::msip;
use crate::time::{Instant, ZonedTime};

/// A draft that carries its label. Only [`Labelled::mark`] makes one, and it needs a permit.
#[derive(Debug)]
pub struct Labelled<'d> {
    draft: &'d Draft,
    protected: bool,
    subject: &'d str,
    text: String,
    html: Option<String>,
    lines: (usize, usize),
    fields: Vec<LabelField>,
    files: Vec<String>,
}

/// A header field that states the label, the protection, or what a rule wants stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelField {
    /// Field name.
    pub name: String,
    /// Text to be encoded; of a field with parameters or pairs each by itself.
    pub value: Value,
    /// Whether it also stands outside the encryption.
    pub exposed: bool,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text(String),
    /// Parameters or pairs, `;` between them, one to a line.
    List(Vec<String>),
}

/// The field that keeps a reason the person gave: `<rule>; <words>`, or
/// `lower-label; from=<label>; to=<label or none>; <words>`. It stands inside, signed.
pub const JUSTIFICATION_FIELD: &str = "Zegel-Justification";

/// The field that tells a recipient's program which template protects the message:
/// `template=<id>` and, where they apply, `; do-not-forward`, `; keep-protected` and `; expires=<time>`. It only stands inside the encryption,
/// signed.
pub const PROTECTION_FIELD: &str = "Zegel-Protection";

impl<'d> Labelled<'d> {
    /// Marks the draft of a permit.
    ///
    /// `action` is a fresh UUID for this act of labelling; `expires`: when readers are asked not to show it any more.
    pub fn mark(permit: &'d Permit, time: ZonedTime, action: &str, expires: Option<Instant>) -> Self {
        let (draft, template) = (permit.draft(), permit.template());
        let input = draft.input();
        let mut fields = Vec::new();
        let mut listed = |name: &str, value: Value| {
            fields.push(LabelField { name: name.to_owned(), value, exposed: permit.exposes(name) });
        };
        let writes = |name: &str| permit.label().is_some_and(|label| label.fields.iter().any(|field| field == name));
        // What other organisations say of it is theirs to switch off.
        let own = permit.label().filter(|_| writes("msip_labels"));
        let pairs = headers::msip_labels(permit, own, time, action);
        if !pairs.is_empty() {
            listed("msip_labels", Value::List(pairs));
        }
        if let Some(label) = permit.label().filter(|_| writes("SIO-Label")) {
            listed("SIO-Label", Value::List(headers::sio_label(label)));
        }
        let mut field = |name: &str, value: String| listed(name, Value::Text(value));
        let (text, html) = marking::add_disclaimers(&input.text, input.html.as_deref(), permit.disclaimers());
        let mut marked = marking::Marked { text, html, lines: (0, 0) };
        if let Some(label) = permit.label() {
            if let Some(sensitivity) = label.sensitivity.as_ref().filter(|_| writes("Sensitivity")) {
                field("Sensitivity", sensitivity.clone());
            }
            let origin = draft.from().map(crate::address::Address::addr_spec).unwrap_or_default();
            if let Some(marking) = label.protective_marking.as_ref().filter(|_| writes("X-Protective-Marking")) {
                field("X-Protective-Marking", format!("VER=2018.3, NS=gov.au, {marking}, ORIGIN={origin}"));
            }
            marked = marking::mark(&marked.text, marked.html.as_deref(), label, &permit.variables(time));
        }
        if let Some(importance) = input.importance.as_deref().filter(|one| ["low", "high"].contains(one)) {
            field("Importance", importance.to_owned());
        }
        for (name, value) in permit.headers() {
            field(name, value.clone());
        }
        for (about, reason) in permit.reasons() {
            let lowered = permit.lowered().filter(|_| about == "lower-label");
            let labels = lowered.map(|(from, to)| ["from=", from, "; to=", to.unwrap_or("none"), "; "].concat());
            field(JUSTIFICATION_FIELD, [about, "; ", &labels.unwrap_or_default(), reason].concat());
        }
        if let Some(template) = template {
            let forwarding = if template.do_not_forward { "; do-not-forward" } else { "" };
            let keep = if template.keep_protected { "; keep-protected" } else { "" };
            let expires = expires.map(|end| format!("; expires={}", ZonedTime::new(end, 0).to_iso()));
            field(
                PROTECTION_FIELD,
                format!("template={}{forwarding}{keep}{}", template.id, expires.unwrap_or_default()),
            );
        }
        let files = permit.files().iter().map(|file| file_label(permit, file, time, action)).collect();
        let marking::Marked { text, html, lines } = marked;
        let (protected, subject) = (template.is_some(), permit.subject());
        Self { draft, protected, subject, text, html, lines, fields, files }
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

    /// How many lines before and after the text are the label's.
    pub fn lines(&self) -> (usize, usize) {
        self.lines
    }

    /// The labels of an attached file as pairs, for the header of its part: signed, and there for every kind of file.
    pub fn file(&self, index: usize) -> Option<&str> {
        self.files.get(index).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// The fields to write.
    pub fn fields(&self) -> &[LabelField] {
        &self.fields
    }
}

/// The labels of an attached file: the message's where it gets it, and those it had.
fn file_label(permit: &Permit, file: &PermittedFile, time: ZonedTime, action: &str) -> String {
    let own = permit.label().filter(|_| file.how != InFiles::Off);
    let had = msip::groups(msip::pairs(file.had.as_deref().unwrap_or_default()));
    let replaced = |group: &msip::Group| own.is_some() && group.site().as_deref() == Some(permit.organisation());
    let had = had.iter().filter(|group| group.is_enabled() && !replaced(group)).map(msip::Group::to_text);
    let own = own.map(|label| headers::file_pairs(permit, label, time, action).join("; "));
    own.into_iter().chain(had).collect::<Vec<_>>().join("; ")
}
