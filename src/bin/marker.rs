//! The program that puts labels into files, in the worker: loaded when a file gets one. A file stays where it is: the
//! program asks for the octets it needs, and answers what to put between which stretches of the original.
#![cfg_attr(target_arch = "wasm32", no_main)]

#[expect(dead_code, reason = "shared with the decider, which needs more of it")]
mod plain;

use js_sys::{Function, Uint8Array};
use plain::{json, thrown};
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use zegel::decide::Permit;
use zegel::error::Error;
use zegel::files::{self, Left, Order, Patch, Piece, Source};

thread_local! {
    /// What is to be done to the files of the draft being sealed.
    static ORDERS: RefCell<Vec<Option<Order>>> = const { RefCell::new(Vec::new()) };
}

/// A file in JavaScript: `read(start, end)` gives its octets there.
struct Remote<'a> {
    size: usize,
    read: &'a Function,
}

impl Source for Remote<'_> {
    fn size(&self) -> usize {
        self.size
    }

    fn read(&self, start: usize, end: usize) -> Vec<u8> {
        let end = end.min(self.size);
        #[expect(clippy::cast_precision_loss, reason = "no file is larger than 2^53 octets")]
        let (from, to) = (JsValue::from_f64(start.min(end) as f64), JsValue::from_f64(end as f64));
        let octets =
            self.read.call2(&JsValue::NULL, &from, &to).ok().and_then(|octets| octets.dyn_into::<Uint8Array>().ok());
        octets.map(|octets| octets.to_vec()).unwrap_or_default()
    }
}

/// Takes the permit of a draft: for each file whether something is to be put into it, as JSON.
#[wasm_bindgen]
pub fn begin(permit: &str, action: &str) -> Result<String, JsValue> {
    if !zegel::msip::is_guid(action) {
        return Err(thrown(&Error::internal("action")));
    }
    let permit = Permit::from_json(permit).map_err(|error| thrown(&error))?;
    let orders = files::orders(&permit, action).map_err(|error| thrown(&error))?;
    let answer = json(&orders.iter().map(Option::is_some).collect::<Vec<_>>());
    ORDERS.with_borrow_mut(|all| *all = orders);
    Ok(answer)
}

/// Puts into a file what was ordered for it. `{"pieces":[…]}`, each a number of octets out of [`fresh`], or `[start, end]`
/// of the original; or `{"left":"…"}` where the file stays as it is.
#[wasm_bindgen]
pub fn carry_out(index: usize, size: f64, read: &Function) -> Result<String, JsValue> {
    let source = Remote { size: octets(size), read };
    let order = ORDERS.with_borrow(|all| all.get(index).cloned().flatten());
    let order = order.ok_or_else(|| thrown(&Error::internal("order")))?;
    Ok(answer(order.carry_out(&source)))
}

/// Whether a label could be put into a file, and why not: `{}` or `{"left":"…"}`.
#[wasm_bindgen]
pub fn attempt(name: &str, size: f64, read: &Function) -> String {
    let source = Remote { size: octets(size), read };
    let left = files::attempt(&source, name).err();
    left.map_or_else(|| "{}".to_owned(), left_out)
}

thread_local! {
    /// The new octets of the last answer.
    static FRESH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The new octets of the last answer, one after another.
#[wasm_bindgen]
pub fn fresh() -> Vec<u8> {
    FRESH.with_borrow_mut(std::mem::take)
}

fn answer(patched: Result<Patch, Left>) -> String {
    let patch = match patched {
        Ok(patch) => patch,
        Err(left) => return left_out(left),
    };
    let mut fresh = Vec::new();
    let mut pieces = Vec::new();
    for piece in patch.pieces() {
        match piece {
            Piece::Kept(start, end) => pieces.push(["[", &start.to_string(), ",", &end.to_string(), "]"].concat()),
            Piece::Fresh(octets) => {
                pieces.push(octets.len().to_string());
                fresh.extend_from_slice(octets);
            }
        }
    }
    FRESH.with_borrow_mut(|last| *last = fresh);
    ["{\"pieces\":[", &pieces.join(","), "]}"].concat()
}

fn left_out(left: Left) -> String {
    ["{\"left\":", &json(&left), "}"].concat()
}

/// A size as JavaScript counts it.
fn octets(size: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates; a file that large is left")]
    let octets = size as usize;
    octets
}

/// Built for another machine only to be checked.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
