//! What the administrator publishes: labels, protection templates, rules.
//!
//! One JSON document. [`Bundle::read`] is the only way to make a [`Bundle`], and it refuses a document with a single
//! mistake while naming all of them: a bundle that is half understood would protect half of the mail.

mod json;
mod read;
mod rule;

pub use rule::{Actions, Condition, Rule};

use serde::{Serialize, Serializer};

/// Text per language; English is always there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(ts_rs::TS), ts(type = "{ en: string; [language: string]: string }"))]
pub struct Text(Vec<(String, String)>);

/// Something that keeps a bundle from being used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Mistake {
    /// Where: a JSON pointer (RFC 6901).
    pub path: String,
    /// What, as a stable code: `unknown-field`, `missing`, `wrong-type`, `not-allowed`, `duplicate`, `dangling`, …
    pub code: &'static str,
    /// What would be right, in English, for the administrator.
    pub detail: String,
}

/// A valid bundle.
#[derive(Debug, Clone)]
pub struct Bundle {
    organisation: Organisation,
    serial: u64,
    expires: Option<String>,
    labels: Vec<Label>,
    templates: Vec<Template>,
    rules: Vec<Rule>,
    default_label: Option<usize>,
    label_required: bool,
    exposed: Vec<ExposedHeader>,
}

/// Who publishes the bundle.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Organisation {
    /// A UUID of the organisation; the `SiteId` of its labels.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its mail domains: recipients elsewhere are outsiders. Subdomains belong to it.
    pub domains: Vec<String>,
    /// Its colour, `#rrggbb`.
    pub accent: Option<String>,
}

/// A sensitivity label. Labels stand in the bundle from the least to the most sensitive.
#[derive(Debug, Clone)]
pub struct Label {
    /// A GUID in lower case without braces.
    pub id: String,
    /// The label this one refines.
    pub parent: Option<usize>,
    /// Its name.
    pub name: Text,
    /// When to choose it.
    pub tooltip: Text,
    /// `#rrggbb`.
    pub color: String,
    /// The protection it brings: a position in the templates.
    pub protection: Option<usize>,
    /// A line over the text.
    pub header: Option<Marking>,
    /// A line under the text.
    pub footer: Option<Marking>,
    /// The coarse projection every mail program can show (RFC 2156).
    pub sensitivity: Option<Sensitivity>,
    /// Who may receive it.
    pub recipients: Audience,
    /// A parent with refinements is a heading, not a label to apply.
    pub applicable: bool,
}

/// A line that makes a label visible in the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marking {
    /// The text, with variables such as `${Item.Label}`.
    pub text: String,
    /// `#rrggbb`.
    pub color: String,
    /// Points.
    pub size: u8,
    /// Where on the line.
    pub alignment: Alignment,
}

/// Where a marking stands on its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// At the left.
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
}

/// The values of the `Sensitivity` field (RFC 2156 section 5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitivity {
    /// `Personal`
    Personal,
    /// `Private`
    Private,
    /// `Company-Confidential`
    CompanyConfidential,
}

/// Who may receive something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Audience {
    /// Anyone.
    Anyone,
    /// Only addresses in the organisation's domains.
    Insiders,
}

/// A way to protect a message. Templates stand in the bundle from the weakest to the strongest.
#[derive(Debug, Clone)]
pub struct Template {
    /// A short name in kebab case.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// One line: what recipients can and cannot do.
    pub description: Text,
    /// Who may receive it.
    pub recipients: Audience,
    /// Recipients are asked not to forward; an OpenPGP message cannot force them.
    pub do_not_forward: bool,
    /// The label it brings: a position in the labels.
    pub label: Option<usize>,
}

/// A label header that gateways may see outside the encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExposedHeader {
    /// `msip_labels`
    MsipLabels,
    /// `Sensitivity`
    Sensitivity,
}

impl ExposedHeader {
    /// The field name.
    pub fn field_name(self) -> &'static str {
        match self {
            Self::MsipLabels => "msip_labels",
            Self::Sensitivity => "Sensitivity",
        }
    }
}

impl Sensitivity {
    /// The field value.
    pub fn field_value(self) -> &'static str {
        match self {
            Self::Personal => "Personal",
            Self::Private => "Private",
            Self::CompanyConfidential => "Company-Confidential",
        }
    }
}

impl Text {
    /// The text in a language, in English where it has none of it.
    pub fn in_language(&self, language: &str) -> &str {
        let base = language.split('-').next().unwrap_or(language);
        let find = |wanted: &str| self.0.iter().find(|(known, _)| known == wanted);
        find(language).or_else(|| find(base)).or_else(|| find("en")).map_or("", |(_, text)| text.as_str())
    }
}

/// `{ "en": …, "nl": … }`
impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(language, text)| (language, text)))
    }
}

impl Bundle {
    /// Reads a bundle, or names every mistake in it.
    pub fn read(bytes: &[u8]) -> Result<Self, Vec<Mistake>> {
        read::read(bytes)
    }

    /// Who publishes it.
    pub fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// The labels, least sensitive first.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// The templates, weakest first.
    pub fn templates(&self) -> &[Template] {
        &self.templates
    }

    /// The rules in order of priority.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Position of the label a new message has.
    pub fn default_label(&self) -> Option<usize> {
        self.default_label
    }

    /// Whether a message without a label is not sent.
    pub fn label_required(&self) -> bool {
        self.label_required
    }

    /// Label headers that stay readable outside the encryption.
    pub fn exposed(&self) -> &[ExposedHeader] {
        &self.exposed
    }

    /// The label with this id (GUIDs compare without case).
    pub fn label(&self, id: &str) -> Option<(usize, &Label)> {
        self.labels.iter().enumerate().find(|(_, label)| label.id.eq_ignore_ascii_case(id))
    }

    /// The template with this id.
    pub fn template(&self, id: &str) -> Option<(usize, &Template)> {
        self.templates.iter().enumerate().find(|(_, template)| template.id == id)
    }

    /// Whether a domain is the organisation's own or a subdomain of it.
    pub fn is_inside(&self, domain: &str) -> bool {
        self.organisation.domains.iter().any(|own| is_domain_or_sub(domain, own))
    }

    /// What a person chooses from, as plain data.
    pub fn view(&self) -> BundleView {
        BundleView {
            organisation: self.organisation.clone(),
            serial: self.serial,
            expires: self.expires.clone(),
            labels: self.labels.iter().enumerate().map(|(rank, label)| self.label_view(rank, label)).collect(),
            templates: self.templates.iter().map(|template| self.template_view(template)).collect(),
            default_label: self.default_label.and_then(|at| self.labels.get(at)).map(|label| label.id.clone()),
            label_required: self.label_required,
        }
    }

    fn label_view(&self, rank: usize, label: &Label) -> LabelView {
        LabelView {
            id: label.id.clone(),
            parent: label.parent.and_then(|at| self.labels.get(at)).map(|parent| parent.id.clone()),
            name: label.name.clone(),
            tooltip: label.tooltip.clone(),
            color: label.color.clone(),
            rank,
            applicable: label.applicable,
            protection: label.protection.and_then(|at| self.templates.get(at)).map(|template| template.id.clone()),
            recipients: label.recipients,
        }
    }

    fn template_view(&self, template: &Template) -> TemplateView {
        TemplateView {
            id: template.id.clone(),
            name: template.name.clone(),
            description: template.description.clone(),
            recipients: template.recipients,
            do_not_forward: template.do_not_forward,
            label: template.label.and_then(|at| self.labels.get(at)).map(|label| label.id.clone()),
        }
    }
}

/// Whether `domain` is `own` or ends in `.own`, without ASCII case.
pub fn is_domain_or_sub(domain: &str, own: &str) -> bool {
    let Some(start) = domain.len().checked_sub(own.len()) else { return false };
    domain.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(own))
        && (start == 0 || domain.as_bytes().get(start - 1) == Some(&b'.'))
}

/// A bundle as a user interface needs it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BundleView {
    organisation: Organisation,
    #[cfg_attr(test, ts(type = "number"))]
    serial: u64,
    expires: Option<String>,
    labels: Vec<LabelView>,
    templates: Vec<TemplateView>,
    default_label: Option<String>,
    label_required: bool,
}

/// A label as a user interface needs it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LabelView {
    id: String,
    parent: Option<String>,
    name: Text,
    tooltip: Text,
    color: String,
    rank: usize,
    applicable: bool,
    protection: Option<String>,
    recipients: Audience,
}

/// A template as a user interface needs it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TemplateView {
    id: String,
    name: Text,
    description: Text,
    recipients: Audience,
    do_not_forward: bool,
    label: Option<String>,
}
