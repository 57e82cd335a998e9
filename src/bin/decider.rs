//! The small program that loads with the page: reads the bundle and addresses, and decides while a person types.
#![cfg_attr(target_arch = "wasm32", no_main)]

#[expect(dead_code, reason = "shared with the sealer, which needs more of it")]
mod boundary;

use boundary::{draft_from_js, instant, object, to_js};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zegel::address::{Address, split_list};
use zegel::bundle::{Bundle, Mistake};
use zegel::compose::Draft;
use zegel::error::Error;

thread_local! {
    /// The bundle last read: a decision is asked for at every keystroke, the bundle changes once a day.
    static LAST: RefCell<Option<(Vec<u8>, Rc<Bundle>)>> = const { RefCell::new(None) };
}

fn bundle(bytes: &[u8]) -> Result<Rc<Bundle>, Vec<Mistake>> {
    let known =
        LAST.with_borrow(|last| last.as_ref().filter(|(known, _)| known == bytes).map(|(_, bundle)| Rc::clone(bundle)));
    if let Some(bundle) = known {
        return Ok(bundle);
    }
    let bundle = Rc::new(Bundle::read(bytes)?);
    LAST.set(Some((bytes.to_vec(), Rc::clone(&bundle))));
    Ok(bundle)
}

/// `{ bundle }`, or `{ mistakes }` with every one of them.
#[wasm_bindgen]
pub fn read_bundle(bytes: &[u8]) -> JsValue {
    match bundle(bytes) {
        Ok(bundle) => object("bundle", &to_js(&bundle.view())),
        Err(mistakes) => object("mistakes", &to_js(&mistakes)),
    }
}

/// Splits what a person typed or pasted into addresses, each read or refused with its code.
#[wasm_bindgen]
pub fn read_addresses(text: &str) -> JsValue {
    let answers: Vec<AddressAnswer> = split_list(text).into_iter().map(answer).collect();
    to_js(&answers)
}

/// What must happen to a draft. Throws only if the bundle or the draft is not of the documented form.
#[wasm_bindgen]
pub fn decide(bundle_bytes: &[u8], draft: JsValue, now_ms: f64) -> Result<JsValue, JsValue> {
    let bundle = bundle(bundle_bytes)
        .map_err(|mistakes| boundary::thrown(&Error::BundleInvalid { mistakes: mistakes.len() }))?;
    // Rules will have dates of activation and expiry; the clock is already part of the question.
    let _now = instant(now_ms);
    let draft = Draft::new(draft_from_js(draft)?);
    Ok(to_js(&zegel::decide::decide(&bundle, &draft)))
}

#[derive(serde::Serialize)]
struct AddressAnswer {
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<ReadAddress>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<zegel::address::AddressError>,
    text: String,
}

#[derive(serde::Serialize)]
struct ReadAddress {
    name: Option<String>,
    address: String,
    domain: String,
}

fn answer(text: &str) -> AddressAnswer {
    let read = Address::parse(text);
    AddressAnswer {
        ok: read.is_ok(),
        code: read.as_ref().err().copied(),
        address: read.ok().map(|address| ReadAddress {
            name: address.name().map(ToOwned::to_owned),
            address: address.addr_spec(),
            domain: address.domain().to_owned(),
        }),
        text: text.to_owned(),
    }
}

/// Built for another machine only to be checked.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
