//! In which webmails the organisation's people may use the vault, and who serves pages that ask for Mailvelope's client API.

use super::read::{string, strings};
use super::schema::{Field, Form, Kind, may};
use serde::Serialize;
use serde_json::Value;

pub(super) const EMBEDDING: &[Field] =
    &[may("hosts", Kind::Any(&Kind::Form(Form::Origin))), may("clientApi", Kind::Choice(&["zegel", "extension"]))];

/// Where the vault's frames may stand.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Embedding {
    /// Origins of pages (RFC 6454), as `https://mail.example.org`.
    hosts: Vec<String>,
    /// Who answers to Mailvelope's client API where its extension is there too: `zegel`, or `extension`.
    #[cfg_attr(test, ts(type = "\"zegel\" | \"extension\""))]
    client_api: &'static str,
}

impl Embedding {
    pub(super) fn of(top: &Value) -> Self {
        let value = top.get("embedding").unwrap_or(&Value::Null);
        let client_api = if string(value, "clientApi") == Some("extension") { "extension" } else { "zegel" };
        Self { hosts: strings(value, "hosts").map(ToOwned::to_owned).collect(), client_api }
    }
}

/// `https://host`, perhaps with a port; `http` only on this machine, where administrators try it. Lower case, as browsers say it.
pub(super) fn is_origin(text: &str) -> bool {
    let host = match text.strip_prefix("https://") {
        Some(host) => host,
        None => match text.strip_prefix("http://") {
            Some(host) if ["localhost", "127.0.0.1"].contains(&host.split(':').next().unwrap_or_default()) => host,
            _ => return false,
        },
    };
    let (name, port) = host.split_once(':').unwrap_or((host, "1"));
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.bytes().all(known)
        && port.parse::<u16>().is_ok_and(|port| port > 0)
        && port.bytes().all(|byte| byte.is_ascii_digit())
}
