//! What JavaScript gives for letters to recipients without a certificate.

use crate::boundary::{property, thrown};
use js_sys::{Array, Function, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use zegel::error::Error;
use zegel::protect::Letters;
use zegel::time::ZonedTime;
use zegel::wire::{Attach, Letter, Pack};
use zeroize::Zeroizing;

/// Kept while a message is sealed.
pub(crate) struct Stationery {
    people: Vec<(Letter, Zeroizing<String>)>,
    reach: bool,
    page: String,
    logo: Option<Vec<u8>>,
    expires: Option<String>,
    key_cover: Option<String>,
    pack: Option<Function>,
}

impl Stationery {
    pub(crate) fn read(given: &JsValue) -> Result<Self, JsValue> {
        let text = |name| property(given, name).and_then(|value| value.as_string());
        let list = property(given, "people").unwrap_or(JsValue::NULL);
        let people = if Array::is_array(&list) { Array::from(&list) } else { Array::new() };
        Ok(Self {
            people: people.iter().map(|item| person(&item)).collect::<Result<_, _>>()?,
            reach: property(given, "reach").and_then(|value| value.as_bool()).unwrap_or(false),
            page: text("page").unwrap_or_default(),
            logo: property(given, "logo")
                .and_then(|value| value.dyn_into::<Uint8Array>().ok())
                .map(|octets| octets.to_vec()),
            expires: text("expires"),
            key_cover: text("keyCover"),
            pack: property(given, "pack").and_then(|value| value.dyn_into().ok()),
        })
    }

    /// Packs by JavaScript's function `(name, bytes) => bytes`.
    pub(crate) fn packed(&self, name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        let answer =
            self.pack.as_ref()?.call2(&JsValue::NULL, &JsValue::from_str(name), &Uint8Array::from(bytes)).ok()?;
        answer.dyn_into::<Uint8Array>().ok().map(|octets| octets.to_vec())
    }

    pub(crate) fn means<'s>(&'s self, pack: Pack<'s>) -> Letters<'s> {
        Letters {
            people: self.people.clone(),
            reach: self.reach,
            page: &self.page,
            logo: self.logo.as_deref(),
            pack,
            expires: self.expires.as_deref().and_then(ZonedTime::parse_iso).map(ZonedTime::instant),
            key_cover: self.key_cover.clone(),
        }
    }
}

fn person(item: &JsValue) -> Result<(Letter, Zeroizing<String>), JsValue> {
    let malformed = || thrown(&Error::DraftMalformed { field: "letters".to_owned() });
    let text = |name| property(item, name).and_then(|value| value.as_string());
    let needed = |name| text(name).ok_or_else(malformed);
    let letter = Letter {
        address: needed("address")?,
        attach: match needed("attach")?.as_str() {
            "html" => Attach::Html,
            "zip" => Attach::Zip,
            "link" => Attach::Link,
            "link-and-html" => Attach::LinkAndHtml,
            _ => return Err(malformed()),
        },
        subject: needed("subject")?,
        text: needed("text")?,
        html: needed("html")?,
        letterhead: needed("letterhead")?,
        reader: text("reader"),
    };
    let passphrase = Zeroizing::new(needed("passphrase")?);
    // An empty one would seal for everybody.
    if passphrase.trim().is_empty() {
        return Err(malformed());
    }
    Ok((letter, passphrase))
}
