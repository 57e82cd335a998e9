//! Leave to send, which only a decision gives.

use super::{Decision, QuestionKind, decide};
use crate::address::Address;
use crate::bundle::{Bundle, InFiles, Label, Marking, Variables, Watermark};
use crate::compose::{Draft, DraftInput};
use crate::contents::Sight;
use crate::error::Error;
use crate::time::{Instant, ZonedTime};
use serde::{Deserialize, Serialize};

/// Leave to label and send one draft as decided, with all that labelling and sealing need to know of the bundle.
///
/// Only [`Permit::grant`] makes one, by deciding itself. Where another program of the same worker seals than the one that
/// decides, the permit crosses between the two as JSON: draft and decision together, so that nothing else can be sealed by it.
#[derive(Debug)]
pub struct Permit {
    draft: Draft,
    terms: Terms,
}

/// What was decided, in the terms of the later stages.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Terms {
    organisation: String,
    label: Option<PermittedLabel>,
    template: Option<PermittedTemplate>,
    exposed: Vec<String>,
    subject: String,
    disclaimers: Vec<(String, bool)>,
    headers: Vec<(String, String)>,
    reasons: Vec<(String, String)>,
    lowered: Option<(String, Option<String>)>,
    files: Vec<PermittedFile>,
    label_info: bool,
}

/// What happens to an attached file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PermittedFile {
    /// How it gets the message's label.
    pub how: InFiles,
    /// The labels it had in the message it comes from, as pairs.
    pub had: Option<String>,
}

/// The label a message carries.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PermittedLabel {
    /// Its GUID.
    pub id: String,
    /// Its name in the draft's language.
    pub name: String,
    /// Its English name, by which programs of other makers know it.
    pub common_name: String,
    /// `#rrggbb`.
    pub color: String,
    /// A line over the text.
    pub header: Option<Marking>,
    /// A line under the text.
    pub footer: Option<Marking>,
    /// Letters behind the text of attached documents.
    pub watermark: Option<Watermark>,
    /// Names of the header fields that state it.
    pub fields: Vec<String>,
    /// The value of the `Sensitivity` field.
    pub sensitivity: Option<String>,
    /// The value of the `X-Protective-Marking` field, but for its origin.
    pub protective_marking: Option<String>,
    /// Whether a person chose it.
    pub by_person: bool,
}

/// The template that protects a message.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PermittedTemplate {
    /// Its id.
    pub id: String,
    /// Whether recipients are asked not to forward.
    pub do_not_forward: bool,
    /// Whether recipients are asked to leave it protected.
    pub keep_protected: bool,
}

impl Permit {
    /// Decides, and grants leave if there is no block and every question is answered.
    ///
    /// # Errors
    /// [`Error::Blocked`], [`Error::QuestionOpen`]; [`Error::AttachmentUnreadable`] for an attachment that rules look
    /// into and that has not been looked into.
    pub fn grant(bundle: &Bundle, draft: Draft, sight: &Sight, now: Instant) -> Result<(Self, Decision), Error> {
        if bundle.looks_into_attachments() {
            let files = 0..draft.input().attachments.len();
            let unseen = files.into_iter().find(|at| sight.attachments.get(*at).is_none_or(Option::is_none));
            if let Some(index) = unseen {
                return Err(Error::AttachmentUnreadable { index });
            }
        }
        let decision = decide(bundle, &draft, sight, now);
        if !decision.blocks.is_empty() {
            return Err(Error::Blocked {});
        }
        let mut reasons = Vec::new();
        for question in &decision.questions {
            let answers = &draft.input().answers;
            match question.kind {
                QuestionKind::Warn
                | QuestionKind::Unprotect
                | QuestionKind::Outsiders
                | QuestionKind::AnswerInClear
                | QuestionKind::AddedOutsiders
                    if answers.acknowledged.contains(&question.key) => {}
                QuestionKind::Reason | QuestionKind::LowerLabel => {
                    let given = answers.reasons.iter().find(|given| given.question == question.key);
                    let given = given.map(|given| given.text.trim()).filter(|text| !text.is_empty());
                    let about = question.rule.clone().unwrap_or_else(|| "lower-label".to_owned());
                    reasons.push((about, given.ok_or(Error::QuestionOpen {})?.to_owned()));
                }
                _ => return Err(Error::QuestionOpen {}),
            }
        }
        let terms = terms(bundle, &draft, &decision, reasons)?;
        Ok((Self { draft, terms }, decision))
    }

    /// The permit for the program that seals, on one line. `draft`: the JSON text that the draft was read from; it crosses
    /// as it is, and is read there once more.
    pub fn to_json(&self, draft: &str) -> Result<String, Error> {
        let terms = serde_json::to_string(&self.terms).map_err(|_| Error::internal("permit"))?;
        // In JSON line ends stand only between values. Looked for among octets: a draft is long, and this is done for each.
        let mut draft = draft.as_bytes().to_vec();
        draft.iter_mut().filter(|octet| matches!(octet, b'\n' | b'\r')).for_each(|octet| *octet = b' ');
        let draft = String::from_utf8(draft).map_err(|_| Error::internal("permit"))?;
        Ok(["{\"draft\":", &draft, ",\"terms\":", &terms, "}"].concat())
    }

    /// A permit that [`Permit::grant`] made in the program that decides.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        let crossed: Crossed = serde_json::from_str(json).map_err(|_| Error::internal("permit"))?;
        Ok(Self { draft: Draft::new(crossed.draft), terms: crossed.terms })
    }

    /// The draft it is for.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The UUID of the organisation by whose bundle it was decided.
    pub fn organisation(&self) -> &str {
        &self.terms.organisation
    }

    /// The label to carry.
    pub fn label(&self) -> Option<&PermittedLabel> {
        self.terms.label.as_ref()
    }

    /// The template to protect with; `None` leaves the message unprotected.
    pub fn template(&self) -> Option<&PermittedTemplate> {
        self.terms.template.as_ref()
    }

    /// Whether a header field also stands outside the encryption.
    pub fn exposes(&self, field: &str) -> bool {
        self.terms.exposed.iter().any(|name| name.eq_ignore_ascii_case(field))
    }

    /// The subject with what rules put before it.
    pub fn subject(&self) -> &str {
        &self.terms.subject
    }

    /// Texts that rules add, and whether they stand before the message's own.
    pub fn disclaimers(&self) -> &[(String, bool)] {
        &self.terms.disclaimers
    }

    /// Header fields that rules set.
    pub fn headers(&self) -> &[(String, String)] {
        &self.terms.headers
    }

    /// Reasons the person gave: for which rule, or `lower-label`, and the words.
    pub fn reasons(&self) -> &[(String, String)] {
        &self.terms.reasons
    }

    /// The label that was lowered with a reason, and the one in its place.
    pub fn lowered(&self) -> Option<(&str, Option<&str>)> {
        self.terms.lowered.as_ref().map(|(from, to)| (from.as_str(), to.as_deref()))
    }

    /// What variables in the label's markings stand for.
    pub fn variables(&self, time: ZonedTime) -> Variables {
        let from = self.draft.from();
        let address = from.map(Address::addr_spec).unwrap_or_default();
        Variables {
            label: self.terms.label.as_ref().map(|label| label.name.clone()).unwrap_or_default(),
            item: self.draft.input().subject.clone(),
            name: from.and_then(Address::name).map_or_else(|| address.clone(), ToOwned::to_owned),
            address,
            // Without the seconds: people read this.
            time: time.to_iso().get(..16).unwrap_or_default().replace('T', " "),
        }
    }

    /// What happens to each attached file, in their order.
    pub fn files(&self) -> &[PermittedFile] {
        &self.terms.files
    }

    /// Whether Office documents get a `docMetadata/LabelInfo.xml` where they have none.
    pub fn label_info(&self) -> bool {
        self.terms.label_info
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Crossed {
    draft: DraftInput,
    terms: Terms,
}

fn terms(bundle: &Bundle, draft: &Draft, decision: &Decision, reasons: Vec<(String, String)>) -> Result<Terms, Error> {
    let language = draft.input().language.as_str();
    // A name the bundle does not know must not turn into "no protection".
    let label = match &decision.label {
        Some(decided) => {
            let (_, label) = bundle.label(&decided.id).ok_or(Error::Blocked {})?;
            Some(permitted(bundle, label, language, decided.source == super::Source::Chosen))
        }
        None => None,
    };
    let asked = decision.questions.iter().find(|question| question.kind == QuestionKind::LowerLabel);
    let left = asked.and_then(|question| question.because.first()?.matched.clone());
    let label_now = decision.label.as_ref().and_then(|decided| bundle.label(&decided.id)).map(|(_, label)| label);
    let template = match &decision.protection {
        Some(decided) => {
            let (_, template) = bundle.template(&decided.template).ok_or(Error::Blocked {})?;
            let do_not_forward = decided.do_not_forward;
            let keep_protected = bundle.keeps_protected(label_now, do_not_forward);
            Some(PermittedTemplate { id: template.id.clone(), do_not_forward, keep_protected })
        }
        None => None,
    };
    let changes = &decision.changes;
    let lowered = left.map(|left| (left, label.as_ref().map(|label| label.id.clone())));
    let own = super::subject::tagged(bundle, label_now, &draft.input().subject, language);
    let mut subject = own.clone();
    for prefix in changes.subject.iter().rev().map(|prefix| prefix.in_language(language)) {
        // An answer has it already.
        if !own.trim_start().starts_with(prefix.trim()) {
            subject.insert_str(0, prefix);
        }
    }
    let disclaimer = |one: &super::Disclaimer| (with_tokens(one.text.in_language(language), bundle, draft), one.before);
    Ok(Terms {
        organisation: bundle.organisation().id.clone(),
        label,
        template,
        exposed: exposed(bundle, draft),
        lowered,
        files: decision
            .files
            .iter()
            .zip(&draft.input().attachments)
            .map(|(decided, file)| PermittedFile { how: decided.how, had: file.label.clone() })
            .collect(),
        label_info: bundle.file_labels().label_info,
        subject,
        disclaimers: changes.disclaimers.iter().map(disclaimer).collect(),
        headers: changes.headers.clone(),
        reasons,
    })
}

/// `%%DisplayName%%` and other attributes of the sender, as far as the bundle knows them; what it does not know is blank.
fn with_tokens(text: &str, bundle: &Bundle, draft: &Draft) -> String {
    use super::subject::cut;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = cut(rest, "%%") {
        out.push_str(before);
        let is_name = |piece: &str| !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_alphanumeric());
        if let Some((name, behind)) = cut(after, "%%").filter(|(piece, _)| is_name(piece)) {
            out.push_str(&attribute(name, bundle, draft));
            rest = behind;
        } else {
            out.push_str("%%");
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// What the bundle says of the sender under this name, or else the message.
fn attribute(name: &str, bundle: &Bundle, draft: &Draft) -> String {
    let Some(from) = draft.from() else { return String::new() };
    let attributes = bundle.person(from).into_iter().flat_map(|person| &person.attributes);
    let known = attributes.filter(|(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone()).next();
    let own = || match name {
        "DisplayName" => from.name().map(ToOwned::to_owned).or_else(|| Some(from.addr_spec())),
        "UserPrincipalName" | "WindowsEmailAddress" => Some(from.addr_spec()),
        _ => None,
    };
    known.or_else(own).unwrap_or_default()
}

/// What stood only inside the message answered is not told outside by the answer (RFC 9788 section 6.1).
fn exposed(bundle: &Bundle, draft: &Draft) -> Vec<String> {
    let is_label = |name: &str| LABEL_FIELDS.iter().any(|field| field.eq_ignore_ascii_case(name));
    let names = bundle.exposed().iter().filter(|name| !draft.input().label_hidden || !is_label(name));
    names.cloned().collect()
}

const LABEL_FIELDS: [&str; 4] = ["msip_labels", "SIO-Label", "Sensitivity", "X-Protective-Marking"];

fn permitted(bundle: &Bundle, label: &Label, language: &str, by_person: bool) -> PermittedLabel {
    PermittedLabel {
        id: label.id.clone(),
        name: label.name.in_language(language).to_owned(),
        common_name: label.name.in_language("en").to_owned(),
        color: label.color.clone(),
        header: label.header.clone(),
        footer: label.footer.clone(),
        watermark: label.watermark.clone(),
        fields: LABEL_FIELDS.iter().filter(|name| bundle.writes(name)).map(|name| (*name).to_owned()).collect(),
        protective_marking: label.protective_marking.clone(),
        sensitivity: label.sensitivity.map(|sensitivity| sensitivity.field_value().to_owned()),
        by_person,
    }
}
