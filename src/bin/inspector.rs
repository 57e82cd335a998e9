//! The program that reads attachments, in the worker: loaded when a bundle's rules look into them.
#![cfg_attr(target_arch = "wasm32", no_main)]

mod allocator;

use wasm_bindgen::prelude::wasm_bindgen;

/// What stands in an attachment, as JSON text.
#[wasm_bindgen]
pub fn inspect(name: &str, media_type: &str, bytes: &[u8]) -> String {
    serde_json::to_string(&zegel::contents::inspect(name, media_type, bytes)).unwrap_or_default()
}

/// The labels that a file carries, as JSON text.
#[wasm_bindgen]
pub fn labels(name: &str, media_type: &str, bytes: &[u8]) -> String {
    let properties = zegel::contents::inspect(name, media_type, bytes).properties;
    let pairs = properties.iter().map(|property| (property.name.as_str(), property.value.as_str()));
    serde_json::to_string(&zegel::label::claimed_labels(pairs)).unwrap_or_default()
}

/// Built for another machine only to be checked.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
