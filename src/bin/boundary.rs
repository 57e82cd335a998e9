//! Values of JavaScript, for the programs that handle bytes: plain data in and out, contents as `Uint8Array`, errors as
//! `{ code, detail }`.
//!
//! Values are taken apart inside the functions, so that bad input is an ordinary error.

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use zegel::address::Address;
use zegel::error::Error;
use zegel::protect::Stage;
use zegel::time::Instant;

/// Plain data for JavaScript: maps become objects, nothing becomes `null`.
pub(crate) fn to_js(value: &impl Serialize) -> JsValue {
    let serializer =
        serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true).serialize_missing_as_null(true);
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}

/// An error for JavaScript to throw.
pub(crate) fn thrown(error: &Error) -> JsValue {
    to_js(error)
}

/// The present, as JavaScript counts it.
pub(crate) fn instant(now_ms: f64) -> Instant {
    // INVARIANT (clock): a date within any calendar fits i64; `as` saturates outside and maps NaN to 1970.
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and no clock shows such a time")]
    Instant::from_seconds((now_ms / 1000.0) as i64)
}

/// Bytes for JavaScript.
pub(crate) fn bytes_to_js(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// A list of byte arrays from JavaScript.
pub(crate) fn byte_arrays(list: &Array) -> Vec<Vec<u8>> {
    list.iter().map(|item| item.dyn_into::<Uint8Array>().map(|array| array.to_vec()).unwrap_or_default()).collect()
}

/// A property of an object; nothing of what is none.
pub(crate) fn property(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).ok()
}

/// Certificates with the addresses they were found for: `{ address, bytes, fingerprint? }`, where a fingerprint chooses one
/// of several. What is none is left out.
pub(crate) fn found_files(list: &Array) -> Vec<(Address, Vec<u8>, Option<String>)> {
    let read = |item: JsValue| {
        let address = Address::parse(&property(&item, "address")?.as_string()?).ok()?;
        let bytes = property(&item, "bytes")?.dyn_into::<Uint8Array>().ok()?;
        Some((address, bytes.to_vec(), property(&item, "fingerprint")?.as_string()))
    };
    list.iter().filter_map(read).collect()
}

/// Sets a property of an object made by [`to_js`].
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Setting a property on a fresh plain object cannot fail.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

/// Sets the same property on each object of a list that [`to_js`] made.
pub(crate) fn set_each(object: &JsValue, list: &str, name: &str, values: impl Iterator<Item = JsValue>) {
    let Ok(items) = Reflect::get(object, &JsValue::from_str(list)) else { return };
    for (item, value) in Array::from(&items).iter().zip(values) {
        set(&item, name, &value);
    }
}

/// An object with one property.
pub(crate) fn object(name: &str, value: &JsValue) -> JsValue {
    let object: JsValue = Object::new().into();
    set(&object, name, value);
    object
}

/// Passes progress on to a JavaScript function `(stage, done, total)`.
pub(crate) fn report(progress: &Function, stage: Stage, done: u64, total: u64) {
    #[expect(clippy::cast_precision_loss, reason = "octets of a mail stay far below 2^53")]
    let (done, total) = (JsValue::from_f64(done as f64), JsValue::from_f64(total as f64));
    // A listener that throws must not stop the work it listens to.
    let _ = progress.call3(&JsValue::NULL, &to_js(&stage), &done, &total);
}
