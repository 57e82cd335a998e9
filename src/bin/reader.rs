//! The program inside every letter: opens it with its passphrase, and seals an answer. It keeps no secret between calls.
#![cfg_attr(target_arch = "wasm32", no_main)]

#[expect(dead_code, reason = "shared with the sealer, which needs more of it")]
mod boundary;
mod wiping;

use boundary::{bytes_to_js, instant, property, report, set_each, thrown, to_js};
use js_sys::{Array, Function, Uint8Array};
use rand::RngCore as _;
use rand::rngs::OsRng;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use zegel::error::Error;
use zegel::mime::{Answer, AnswerPart};
use zegel::open as opening;
use zegel::seal::lean;
use zeroize::Zeroizing;

/// Opens the message of a letter, armored or not. `certificate`: the one that came with it.
#[wasm_bindgen]
pub fn open(
    message: &[u8],
    passphrase: String,
    certificate: &[u8],
    now_ms: f64,
    progress: &Function,
) -> Result<JsValue, JsValue> {
    let passphrase = Zeroizing::new(passphrase);
    let mut progress = |stage, done, total| report(progress, stage, done, total);
    let opened = opening::open_letter(message, &passphrase, certificate, instant(now_ms), &mut progress)
        .map_err(|error| thrown(&error))?;
    let js = to_js(&opened);
    set_each(&js, "parts", "bytes", opened.contents.iter().map(|bytes| bytes_to_js(bytes)));
    set_each(&js, "within", "bytes", opened.messages.iter().map(|bytes| bytes_to_js(bytes)));
    set_each(&js, "keys", "bytes", opened.certificates.iter().map(|bytes| bytes_to_js(bytes)));
    Ok(js)
}

/// Encrypts an answer to the certificate that came with the letter: an armored message. `answer`: `{ from, to, subject, text,
/// date, messageId, inReplyTo, references }`; `parts`: `{ name, type, bytes }`; `passphrase`: the letter's, which proves that
/// it was opened.
#[wasm_bindgen]
pub fn answer(
    answer: &JsValue,
    parts: &Array,
    certificate: &[u8],
    passphrase: String,
    now_ms: f64,
) -> Result<JsValue, JsValue> {
    let passphrase = Zeroizing::new(passphrase);
    let mut answer = answer_of(answer).map_err(|error| thrown(&error))?;
    answer.proof = lean::answer_proof(&passphrase, &answer.in_reply_to, &answer.message_id);
    let parts: Vec<AnswerPart> = parts.iter().filter_map(|part| part_of(&part)).collect();
    let sealed = answer
        .write(&parts, boundary())
        .map(Zeroizing::new)
        .and_then(|payload| lean::seal(&payload, certificate, instant(now_ms), &mut OsRng))
        .map_err(|error| thrown(&error))?;
    Ok(bytes_to_js(&sealed))
}

fn answer_of(given: &JsValue) -> Result<Answer, Error> {
    let text = |name: &str| {
        let value = property(given, name).and_then(|value| value.as_string());
        value.ok_or_else(|| Error::DraftMalformed { field: name.to_owned() })
    };
    let references = property(given, "references").filter(Array::is_array);
    let references = references.map(|list| Array::from(&list)).unwrap_or_default();
    Ok(Answer {
        from: text("from")?,
        to: text("to")?,
        subject: text("subject")?,
        text: text("text")?,
        date: text("date")?,
        message_id: text("messageId")?,
        in_reply_to: text("inReplyTo")?,
        references: references.iter().filter_map(|id| id.as_string()).collect(),
        proof: String::new(),
    })
}

fn part_of(given: &JsValue) -> Option<AnswerPart> {
    let text = |name: &str| property(given, name).and_then(|value| value.as_string());
    let bytes = property(given, "bytes")?.dyn_into::<Uint8Array>().ok()?.to_vec();
    Some(AnswerPart { name: text("name")?, media_type: text("type").unwrap_or_default(), bytes })
}

/// Random enough that no content holds it.
fn boundary() -> String {
    format!("{:016x}{:016x}", OsRng.next_u64(), OsRng.next_u64())
}

/// Built for another machine only to be checked.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
