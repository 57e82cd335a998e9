//! Plain data as JSON text. The small programs speak so: JavaScript parses and writes JSON faster than objects cross one
//! property at a time, and the code for it is there already for the bundle.

use serde::Serialize;
use wasm_bindgen::JsValue;
use zegel::compose::DraftInput;
use zegel::error::Error;
use zegel::time::Instant;

/// A value as JSON text.
pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// An error for JavaScript to throw: its `{ code, detail }` as text. Only those that deciding has are known here.
pub(crate) fn thrown(error: &Error) -> JsValue {
    let none = Detail::default();
    let (code, detail) = match error {
        Error::DraftMalformed { field } => ("draft-malformed", Detail { field: Some(field), ..none }),
        Error::AddressMalformed { field, index, reason } => (
            "address-malformed",
            Detail { field: Some(field), index: Some(*index), reason: Some(reason.code()), ..none },
        ),
        Error::AttachmentUnreadable { index } => ("attachment-unreadable", Detail { index: Some(*index), ..none }),
        Error::NoRecipient {} => ("no-recipient", none),
        Error::Blocked {} => ("blocked", none),
        Error::QuestionOpen {} => ("question-open", none),
        Error::BundleInvalid { mistakes } => ("bundle-invalid", Detail { mistakes: Some(*mistakes), ..none }),
        Error::Internal { place } => ("internal", Detail { place: Some(place), ..none }),
        _ => ("internal", none),
    };
    JsValue::from_str(&["{\"code\":\"", code, "\",\"detail\":", &json(&detail), "}"].concat())
}

/// What completes the sentence of an error.
#[derive(Default, Serialize)]
struct Detail<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mistakes: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
}

/// A draft from JavaScript. A misspelt wish is refused instead of passing unnoticed.
pub(crate) fn draft(text: &str) -> Result<DraftInput, JsValue> {
    DraftInput::from_json(text).map_err(|field| thrown(&Error::DraftMalformed { field }))
}

/// The present, as JavaScript counts it.
pub(crate) fn instant(now_ms: f64) -> Instant {
    // INVARIANT (clock): a date within any calendar fits i64; `as` saturates outside and maps NaN to 1970.
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and no clock shows such a time")]
    Instant::from_seconds((now_ms / 1000.0) as i64)
}
