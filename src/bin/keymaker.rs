//! The program that makes keys: loaded when somebody needs one, so that its algorithms burden nobody else.
#![cfg_attr(target_arch = "wasm32", no_main)]

#[expect(dead_code, reason = "shared with the sealer, which needs more of it")]
mod boundary;

use boundary::{bytes_to_js, instant, object, set, thrown, to_js};
use rand::rngs::OsRng;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zegel::error::Error;
use zegel::seal::{KeyKind, make_key as make};

/// Makes a key: `{ key, secret }`. `kind` is `v4` or `v6`.
#[wasm_bindgen]
pub fn make_key(name: &str, address: &str, kind: &str, now_ms: f64) -> Result<JsValue, JsValue> {
    let kind = if kind == "v6" { KeyKind::V6 } else { KeyKind::V4 };
    let answer = || -> Result<JsValue, Error> {
        let key = make(name, address, kind, instant(now_ms), &mut OsRng)?;
        let view = key.view()?;
        let js = to_js(&view);
        set(&js, "certificate", &bytes_to_js(&view.certificate));
        let answer = object("key", &js);
        set(&answer, "secret", &bytes_to_js(&key.to_bytes()?));
        Ok(answer)
    };
    answer().map_err(|error| thrown(&error))
}

/// Built for another machine only to be checked.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
