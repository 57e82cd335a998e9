//! What the bundle says about mail that arrived: searching it, loading what it points to, taking protection off.

use super::Bundle;
use super::label::Label;
use super::read::string;
use super::schema::{Field, Kind, may};
use serde::Serialize;
use serde_json::Value;

pub(super) const READING: &[Field] = &[
    may("search", Kind::Choice(&["on", "off"])),
    may("remoteContent", Kind::Choice(&["ask", "never"])),
    may("removal", Kind::Choice(&["off", "ask"])),
    may("original", Kind::Choice(&["keep", "remove"])),
];

/// What may be done with mail that arrived.
#[expect(clippy::struct_excessive_bools, reason = "four settings, each by itself")]
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Reading {
    /// Whether opened protected mail may be indexed for searching.
    pub search: bool,
    /// Whether a person may load what a message points to elsewhere.
    pub remote_content: bool,
    /// Whether protection may be taken off, by rules or by the person.
    pub removal: bool,
    /// Whether the sealed original stays beside the message in the clear.
    pub keep_original: bool,
}

impl Reading {
    pub(super) fn of(top: &Value) -> Self {
        let value = top.get("reading").unwrap_or(&Value::Null);
        let is = |key: &str, word: &str| string(value, key) == Some(word);
        Self {
            search: !is("search", "off"),
            remote_content: !is("remoteContent", "never"),
            removal: !is("removal", "off"),
            keep_original: is("original", "keep"),
        }
    }
}

impl Bundle {
    /// What may be done with mail that arrived.
    pub fn reading(&self) -> Reading {
        self.reading
    }

    /// Whether recipients have to leave a message with this label and template protected: as the label says, else where
    /// its template, or the message, asks not to forward.
    pub fn keeps_protected(&self, label: Option<&Label>, do_not_forward: bool) -> bool {
        let of_label = label.and_then(|label| self.templates.get(label.protection?));
        let asks = || do_not_forward || of_label.is_some_and(|template| template.do_not_forward);
        label.and_then(|label| label.removal).map_or_else(asks, |allowed| !allowed)
    }
}
