//! The small program that loads with the page: reads the bundle and addresses, and decides while a person types. In the
//! worker it decides once more and gives the permit by which the sealer seals.
#![cfg_attr(target_arch = "wasm32", no_main)]

mod allocator;
mod plain;

use plain::{draft, instant, json, thrown};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zegel::address::{Address, split_list};
use zegel::bundle::{Bundle, BundleView, Mistake};
use zegel::compose::Draft;
use zegel::contents::Sight;
use zegel::decide;
use zegel::error::Error;

thread_local! {
    /// Bundles in use by handle, counted from 1. A page has one or two.
    static USED: RefCell<Vec<Option<Rc<Bundle>>>> = const { RefCell::new(Vec::new()) };
}

/// What using a bundle gives.
#[derive(serde::Serialize)]
#[serde(untagged)]
enum Answer {
    Good { handle: usize, bundle: Box<BundleView> },
    Bad { mistakes: Vec<Mistake> },
}

/// `{ handle, bundle }`, or `{ mistakes }`. The view is that of somebody, or of everybody. What stands in patterns is for
/// the program to judge that looks for them.
#[wasm_bindgen]
pub fn use_bundle(bytes: &[u8], address: &str) -> String {
    let answer = match Bundle::read_outline(bytes) {
        Ok(bundle) => {
            let view = bundle.view(Address::parse(address).ok().as_ref());
            let handle = USED.with_borrow_mut(|all| {
                let free = all.iter().position(Option::is_none).unwrap_or(all.len());
                match all.get_mut(free) {
                    Some(place) => *place = Some(Rc::new(bundle)),
                    None => all.push(Some(Rc::new(bundle))),
                }
                free + 1
            });
            Answer::Good { handle, bundle: Box::new(view) }
        }
        Err(mistakes) => Answer::Bad { mistakes },
    };
    json(&answer)
}

/// Forgets a bundle.
#[wasm_bindgen]
pub fn drop_bundle(handle: usize) {
    USED.with_borrow_mut(|all| {
        if let Some(used) = handle.checked_sub(1).and_then(|at| all.get_mut(at)) {
            *used = None;
        }
    });
}

/// Splits what a person typed or pasted into addresses, each read or refused with its code.
#[wasm_bindgen]
pub fn read_addresses(text: &str) -> String {
    let answers: Vec<AddressAnswer> = split_list(text).into_iter().map(answer).collect();
    json(&answers)
}

/// What must happen to a draft. `sight`: what the detector found in it; empty where nothing is looked for. Throws only if
/// there is no such bundle or an argument is not of the documented form.
#[wasm_bindgen]
pub fn decide(handle: usize, draft_text: &str, sight_text: &str, now_ms: f64) -> Result<String, JsValue> {
    let (bundle, draft) = (bundle(handle)?, Draft::new(draft(draft_text)?));
    Ok(json(&decide::decide(&bundle, &draft, &sight(&bundle, sight_text)?, instant(now_ms))))
}

/// Leave to seal a draft, for the sealer: the permit on one line, the decision behind it on the next.
#[wasm_bindgen]
pub fn permit(handle: usize, draft_text: &str, sight_text: &str, now_ms: f64) -> Result<String, JsValue> {
    let (bundle, draft) = (bundle(handle)?, Draft::new(draft(draft_text)?));
    let sight = sight(&bundle, sight_text)?;
    let (permit, decision) =
        zegel::protect::permit(&bundle, draft, &sight, instant(now_ms)).map_err(|error| thrown(&error))?;
    let permit = permit.to_json(draft_text).map_err(|error| thrown(&error))?;
    Ok([permit, json(&decision)].join("\n"))
}

/// Whether the protection of a message that arrived may be taken off. `received`: the message in the form of a draft; `arrival`:
/// `{ verified, threadProtected, restrictions }`.
#[wasm_bindgen]
pub fn receive(handle: usize, received: &str, arrival: &str, sight_text: &str, now_ms: f64) -> Result<String, JsValue> {
    let (bundle, received) = (bundle(handle)?, Draft::new(draft(received)?));
    let arrival = decide::Arrival::from_json(arrival).map_err(|field| thrown(&Error::DraftMalformed { field }))?;
    let sight = sight(&bundle, sight_text)?;
    Ok(json(&decide::receive(&bundle, &received, &arrival, &sight, instant(now_ms))))
}

fn bundle(handle: usize) -> Result<Rc<Bundle>, JsValue> {
    let used = USED.with_borrow(|all| handle.checked_sub(1).and_then(|at| all.get(at)).cloned().flatten());
    used.ok_or_else(|| thrown(&Error::internal("bundle handle")))
}

/// A bundle that looks into text is never decided by without having looked.
fn sight(bundle: &Bundle, text: &str) -> Result<Sight, JsValue> {
    let blind = text.is_empty() && !bundle.looks_into_text() && !bundle.looks_into_attachments();
    let sight = if blind { Some(Sight::default()) } else { Sight::from_json(text) };
    sight.ok_or_else(|| thrown(&Error::internal("sight")))
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
