//! The program that looks into text: words, patterns, sensitive information. It is loaded where a bundle's rules ask for
//! any, in the page and in the worker, and tells the decider what it found.
#![cfg_attr(target_arch = "wasm32", no_main)]

#[expect(dead_code, reason = "shared with the decider, which needs more of it")]
mod plain;

use blake2::{Blake2b512, Digest};
use plain::{draft, json, thrown};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zegel::bundle::Bundle;
use zegel::compose::Draft;
use zegel::contents::{Eyes, Inspection, Looked};
use zegel::error::Error;

/// A bundle in use, and the attachments looked through by its rules.
struct Used {
    bundle: Bundle,
    eyes: Eyes,
    looked: RefCell<Vec<Option<Rc<Looked>>>>,
}

thread_local! {
    /// By handle, counted from 1. A page has one or two.
    static USED: RefCell<Vec<Option<Rc<Used>>>> = const { RefCell::new(Vec::new()) };
}

/// `{ handle }`, or `{ mistakes }` with every one of them.
#[wasm_bindgen]
pub fn use_bundle(bytes: &[u8]) -> String {
    match Bundle::read(bytes) {
        Ok(bundle) => {
            let used = Used { eyes: Eyes::of(&bundle), bundle, looked: RefCell::default() };
            let handle = USED.with_borrow_mut(|all| {
                let free = all.iter().position(Option::is_none).unwrap_or(all.len());
                match all.get_mut(free) {
                    Some(place) => *place = Some(Rc::new(used)),
                    None => all.push(Some(Rc::new(used))),
                }
                free + 1
            });
            ["{\"handle\":", &handle.to_string(), "}"].concat()
        }
        Err(mistakes) => ["{\"mistakes\":", &json(&mistakes), "}"].concat(),
    }
}

/// Forgets a bundle and what was looked through by its rules.
#[wasm_bindgen]
pub fn drop_bundle(handle: usize) {
    USED.with_borrow_mut(|all| {
        if let Some(used) = handle.checked_sub(1).and_then(|at| all.get_mut(at)) {
            *used = None;
        }
    });
}

/// Looks through an attachment by the rules of a bundle; answers the number by which it goes from then on.
#[wasm_bindgen]
pub fn look(handle: usize, inspection: &str) -> Result<usize, JsValue> {
    let used = used(handle)?;
    let inspection: Inspection =
        serde_json::from_str(inspection).map_err(|_| thrown(&Error::internal("inspection")))?;
    let found = Some(Rc::new(used.eyes.look_into(inspection)));
    let mut looked = used.looked.borrow_mut();
    let free = looked.iter().position(Option::is_none).unwrap_or(looked.len());
    match looked.get_mut(free) {
        Some(place) => *place = found,
        None => looked.push(found),
    }
    Ok(free + 1)
}

/// Forgets an attachment.
#[wasm_bindgen]
pub fn forget(handle: usize, number: usize) {
    let Ok(used) = used(handle) else { return };
    if let Some(looked) = number.checked_sub(1).and_then(|at| used.looked.borrow_mut().get_mut(at).map(Option::take)) {
        drop(looked);
    }
}

/// What the rules look for, found in a draft, for the decider. `looked`: for each attachment its number, or 0.
#[wasm_bindgen]
pub fn see(handle: usize, draft_text: &str, looked: &[u32]) -> Result<String, JsValue> {
    let used = used(handle)?;
    let draft = Draft::new(draft(draft_text)?);
    let known = used.looked.borrow();
    let at = |number: &u32| known.get(usize::try_from(*number).ok()?.checked_sub(1)?)?.as_deref();
    let looked: Vec<Option<&Looked>> = looked.iter().map(at).collect();
    Ok(json(&used.eyes.see(&used.bundle, &draft, &looked)))
}

/// BLAKE2b-512 (RFC 7693), by which minisign signs files.
#[wasm_bindgen]
pub fn blake2b(bytes: &[u8]) -> Vec<u8> {
    Blake2b512::digest(bytes).to_vec()
}

fn used(handle: usize) -> Result<Rc<Used>, JsValue> {
    let used = USED.with_borrow(|all| handle.checked_sub(1).and_then(|at| all.get(at)).cloned().flatten());
    used.ok_or_else(|| thrown(&Error::internal("bundle handle")))
}

/// Built for another machine only to be checked.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
