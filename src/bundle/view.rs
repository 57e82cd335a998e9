//! A bundle as a user interface needs it.

use super::{Audience, Bundle, Embedding, Label, Organisation, Reading, Template, Text};
use crate::address::Address;
use serde::Serialize;

/// What a person chooses from.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BundleView {
    /// Who publishes it.
    organisation: Organisation,
    /// Higher with every edition.
    #[cfg_attr(test, ts(type = "number"))]
    serial: u64,
    /// When it was issued, in UTC.
    issued: Option<String>,
    /// When it expires, in UTC.
    expires: Option<String>,
    /// For how many days after that it still decides.
    #[cfg_attr(test, ts(type = "number"))]
    grace_days: u64,
    /// The labels this person has, least sensitive first.
    labels: Vec<LabelView>,
    /// The templates, weakest first.
    templates: Vec<TemplateView>,
    /// The label of a new message.
    default_label: Option<String>,
    /// Whether a message without a label is not sent.
    label_required: bool,
    /// Whether rules look for words, patterns or sensitive information.
    looks_into_text: bool,
    /// Whether rules look at what stands in attachments, so that they have to be read.
    looks_into_attachments: bool,
    /// What may be done with mail that arrived.
    reading: Reading,
    /// Where the vault's frames may stand.
    embedding: Embedding,
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
    /// Whether recipients may take its protection off.
    removal: bool,
    /// Whether a reader may load what a message with it points to elsewhere.
    remote_content: bool,
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

impl Bundle {
    /// What somebody chooses from; without an address, what everybody has.
    pub fn view(&self, address: Option<&Address>) -> BundleView {
        let settings = self.settings(address);
        let labels = self.labels.iter().enumerate().zip(&settings.labels);
        BundleView {
            organisation: self.organisation.clone(),
            serial: self.serial,
            issued: self.issued.map(crate::time::Instant::to_iso),
            expires: self.expires.map(crate::time::Instant::to_iso),
            grace_days: self.grace_days,
            labels: labels.filter(|(_, has)| **has).map(|((rank, label), _)| self.label_view(rank, label)).collect(),
            templates: self.templates.iter().map(|template| self.template_view(template)).collect(),
            default_label: settings.default_label.and_then(|at| self.labels.get(at)).map(|label| label.id.clone()),
            label_required: settings.label_required,
            looks_into_text: self.looks_into_text(),
            looks_into_attachments: self.looks_into_attachments(),
            reading: self.reading,
            embedding: self.embedding.clone(),
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
            applicable: label.means.is_some(),
            protection: label.protection.and_then(|at| self.templates.get(at)).map(|template| template.id.clone()),
            recipients: label.recipients,
            removal: !self.keeps_protected(Some(label), false),
            remote_content: label.remote_content,
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
