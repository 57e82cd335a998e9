//! The administrator's program: checks a bundle, explains decisions, and knows the formats of Exchange and Purview.
#![cfg_attr(target_arch = "wasm32", no_main)]

mod allocator;
mod plain;

use blake2::{Blake2b512, Digest};
use plain::{draft, instant, json, thrown};
use serde::Serialize;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zegel::bundle::{Bundle, exchange};
use zegel::compose::Draft;
use zegel::contents::{Eyes, Inspection, Looked};
use zegel::decide;
use zegel::error::Error;

/// `{ bundle }`, or `{ mistakes }` with every one of them.
#[wasm_bindgen]
pub fn check(bundle: &str) -> String {
    match Bundle::read(bundle.as_bytes()) {
        Ok(bundle) => json(&json!({ "bundle": bundle.view(None) })),
        Err(mistakes) => json(&json!({ "mistakes": mistakes })),
    }
}

/// What happens to a draft, rule by rule. `inspections`: for each attachment what stands in it, or null.
#[wasm_bindgen]
pub fn explain(bundle: &str, draft_text: &str, inspections: &str, now_ms: f64) -> Result<String, JsValue> {
    let bundle = Bundle::read(bundle.as_bytes())
        .map_err(|mistakes| thrown(&Error::BundleInvalid { mistakes: mistakes.len() }))?;
    let draft = Draft::new(draft(draft_text)?);
    let inspections: Vec<Option<Inspection>> = serde_json::from_str(inspections).unwrap_or_default();
    let eyes = Eyes::of(&bundle);
    let look = |inspection: Option<Inspection>| inspection.map(|inspection| eyes.look_into(inspection));
    let looked: Vec<Option<Looked>> = inspections.into_iter().map(look).collect();
    let looked: Vec<Option<&Looked>> = looked.iter().map(Option::as_ref).collect();
    let sight = eyes.see(&bundle, &draft, &looked);
    Ok(json(&decide::explain(&bundle, &draft, &sight, instant(now_ms))))
}

/// Rules out of what Export-TransportRuleCollection wrote.
#[wasm_bindgen]
pub fn import_rules(xml: &[u8], bundle: &str) -> Result<String, JsValue> {
    answered(exchange::import_rules(xml, &value(bundle)))
}

/// Labels and policies out of what Get-Label and Get-LabelPolicy print as JSON.
#[wasm_bindgen]
pub fn import_labels(text: &str, bundle: &str) -> Result<String, JsValue> {
    answered(exchange::import_labels(text, &value(bundle)))
}

/// The rules as New-TransportRule commands.
#[wasm_bindgen]
pub fn print_rules(bundle: &str) -> String {
    exchange::print_rules(&value(bundle))
}

/// The built-in types of sensitive information: `{ id, name, confidence }[]`, the last as sure as a rule wants to be unless it
/// says otherwise, in percent.
#[wasm_bindgen]
pub fn data_types() -> String {
    let kinds = zegel::detect::kinds()
        .iter()
        .map(|kind| json!({ "id": kind.id, "name": kind.name, "confidence": kind.recommended_confidence }));
    json(&Value::Array(kinds.collect()))
}

/// Whether a compact number is well formed for a kind, without a keyword near: `true`, `false`, or `null` for an unknown kind.
#[wasm_bindgen]
pub fn check_number(kind: &str, compact: &str) -> String {
    let check = || Some(zegel::detect::Check::named(kind)?.passes(compact.as_bytes()));
    json(&zegel::detect::check(kind, compact).or_else(check))
}

/// BLAKE2b-512 (RFC 7693), by which minisign signs files.
#[wasm_bindgen]
pub fn blake2b(bytes: &[u8]) -> Vec<u8> {
    Blake2b512::digest(bytes).to_vec()
}

fn value(bundle: &str) -> Value {
    serde_json::from_str(bundle).unwrap_or(Value::Null)
}

fn answered(answer: Result<impl Serialize, impl Serialize>) -> Result<String, JsValue> {
    answer.map(|answer| json(&answer)).map_err(|error| JsValue::from_str(&json(&error)))
}

/// Built for another machine only to be checked.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
