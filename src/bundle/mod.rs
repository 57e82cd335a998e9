//! What the administrator publishes: labels, protection templates, rules. `docs/policy-bundle.md` says what it means.
//!
//! One JSON document. [`Bundle::read`] is the only way to make a [`Bundle`], and it refuses a document with a single
//! mistake while naming all of them: a bundle that is half understood would protect half of the mail.

mod across;
mod check;
mod conditions;
mod embedding;
pub mod exchange;
mod label;
mod label_schema;
mod letters;
mod read;
mod reading;
mod rule;
mod schema;
#[cfg(test)]
mod schema_json;
mod settings;
mod variables;
mod view;

pub use embedding::Embedding;
pub use label::{
    Alignment, Automatic, FileLabels, InFiles, Label, Lowering, Mapping, Marking, Sensitivity, ToMessage, Watermark,
};
pub use reading::Reading;
pub use rule::{
    Actions, AddTo, AttachmentIs, Classification, Condition, MessageType, Mode, OwnType, Place, Policy, Rule, Test,
    When, Who, Words,
};
pub use settings::Settings;
pub use variables::{App, Variables};
pub use view::{BundleView, LabelView, TemplateView};

use crate::address::Address;
use crate::time::Instant;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Text per language; English is always there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
#[derive(Debug)]
pub struct Bundle {
    organisation: Organisation,
    serial: u64,
    issued: Option<Instant>,
    expires: Option<Instant>,
    grace_days: u64,
    labels: Vec<Label>,
    templates: Vec<Template>,
    groups: Vec<Vec<Member>>,
    people: Vec<Person>,
    word_lists: Vec<Vec<String>>,
    patterns: Vec<String>,
    places: Vec<Place>,
    types: Vec<OwnType>,
    asked: Vec<String>,
    rules: Vec<Rule>,
    policies: Vec<Policy>,
    default_label: Option<usize>,
    label_required: bool,
    lowering: Lowering,
    exposed: Vec<String>,
    label_headers: Vec<String>,
    file_labels: FileLabels,
    mappings: Vec<Mapping>,
    reading: Reading,
    embedding: Embedding,
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

/// An address, or everybody in a domain.
#[derive(Debug, Clone)]
pub enum Member {
    /// One address.
    Address(Address),
    /// A domain with its subdomains, in lower case.
    Domain(String),
}

impl Person {
    /// An attribute by its name, without case.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let named = self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }
}

/// What rules may know of somebody.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub address: Address,
    /// The manager's address.
    pub manager: Option<Address>,
    /// Attributes by name, such as `Department`.
    pub attributes: Vec<(String, String)>,
}

/// Who may receive something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Audience {
    /// Anyone.
    Anyone,
    /// Anyone, and of addresses outside the organisation's domains the person is asked (labels only).
    Ask,
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

impl Text {
    /// The text in every language.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, text)| text.as_str())
    }

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
        read::read(bytes, &check::Judge::WHOLE)
    }

    /// Reads a bundle for deciding only: patterns and names of built-in types are taken for sound. Whoever looks into text
    /// by the same bundle reads it whole, and refuses it if they are not.
    pub fn read_outline(bytes: &[u8]) -> Result<Self, Vec<Mistake>> {
        read::read(bytes, &check::Judge::OUTLINE)
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

    /// The bundle's own types of sensitive information.
    pub fn types(&self) -> &[OwnType] {
        &self.types
    }

    /// The kinds of sensitive information that something asks for, by id or name.
    pub fn asked(&self) -> &[String] {
        &self.asked
    }

    /// The texts in which something is looked for.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The lists of words of all conditions.
    pub fn word_lists(&self) -> &[Vec<String>] {
        &self.word_lists
    }

    /// The patterns of all conditions.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// Names of header fields that stay readable outside the encryption.
    pub fn exposed(&self) -> &[String] {
        &self.exposed
    }

    /// Whether a header field that states the label is written.
    pub fn writes(&self, field: &str) -> bool {
        self.label_headers.iter().any(|name| name.eq_ignore_ascii_case(field))
    }

    /// How labels go between a message and the files attached to it.
    pub fn file_labels(&self) -> FileLabels {
        self.file_labels
    }

    /// How a label gets into files.
    pub fn in_files(&self, label: &Label) -> InFiles {
        label.in_files.unwrap_or(self.file_labels.from_message)
    }

    /// The own label that some label means: itself, or what one of another organisation is mapped to.
    pub fn own_label(&self, site: &str, id: &str) -> Option<usize> {
        if self.organisation.id == site {
            return self.label(id).map(|(at, _)| at);
        }
        let of_site = || self.mappings.iter().filter(|mapping| mapping.site == site);
        let exact = of_site().find(|mapping| mapping.label.as_deref() == Some(id));
        exact.or_else(|| of_site().find(|mapping| mapping.label.is_none())).map(|mapping| mapping.to)
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

    /// Whether somebody is in a group.
    pub fn is_member(&self, group: usize, address: &Address) -> bool {
        self.groups.get(group).is_some_and(|members| is_among(members, address))
    }

    /// What the bundle knows of somebody.
    pub fn person(&self, address: &Address) -> Option<&Person> {
        self.people.iter().find(|person| person.address.same_mailbox(address))
    }

    /// Whether the bundle may decide at a time: until it expires, and for the days of grace after that.
    pub fn state(&self, now: Instant) -> BundleState {
        let Some(expires) = self.expires else { return BundleState::Valid };
        let grace = i64::try_from(self.grace_days).unwrap_or(0).saturating_mul(86_400);
        match now.seconds() {
            now if now <= expires.seconds() => BundleState::Valid,
            now if now <= expires.seconds().saturating_add(grace) => BundleState::Grace,
            _ => BundleState::Expired,
        }
    }
}

/// Whether a bundle may still decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BundleState {
    /// It may.
    Valid,
    /// It has expired a few days ago: it may, and somebody should be told.
    Grace,
    /// It may not.
    Expired,
}

/// Whether an address is listed, by itself or by its domain.
pub fn is_among(members: &[Member], address: &Address) -> bool {
    members.iter().any(|member| match member {
        Member::Address(one) => one.same_mailbox(address),
        Member::Domain(domain) => is_domain_or_sub(address.domain(), domain),
    })
}

/// Octets of a size: a number, or a text such as `10 MB` (of 1024), also as Exchange prints it:
/// `10 MB (10,485,760 bytes)`.
fn size(value: &Value) -> Option<u64> {
    let Value::String(text) = value else { return value.as_u64() };
    let text = text.split('(').next()?.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at_checked(end)?;
    let power = match unit.trim().to_ascii_uppercase().as_str() {
        "" | "B" => 0,
        "KB" => 10,
        "MB" => 20,
        "GB" => 30,
        "TB" => 40,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(1 << power)
}

/// Whether `domain` is `own` or ends in `.own`, without ASCII case.
pub fn is_domain_or_sub(domain: &str, own: &str) -> bool {
    let Some(start) = domain.len().checked_sub(own.len()) else { return false };
    domain.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(own))
        && (start == 0 || domain.as_bytes().get(start - 1) == Some(&b'.'))
}
