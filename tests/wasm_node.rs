//! The edge under Node: `wasm-pack test --node -- --features wasm --test wasm_node`.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod edge;

use wasm_bindgen_test::wasm_bindgen_test;
use zegel::seal::KeyKind;

#[wasm_bindgen_test]
fn both_kinds_of_key_seal_and_open() {
    edge::seals_and_opens(KeyKind::V4, 0);
    edge::seals_and_opens(KeyKind::V6, 100_000);
}

/// `usize` is 32 bits here; limits that only show beyond some megabytes must show in a test.
#[wasm_bindgen_test]
fn eight_megabytes_pass() {
    edge::seals_and_opens(KeyKind::V4, 8_000_000);
}

#[wasm_bindgen_test]
fn letters_open_and_are_answered() {
    edge::letters_open_and_are_answered(3_000_000);
}

#[wasm_bindgen_test]
fn errors_cross_as_plain_data() {
    edge::errors_cross_as_plain_data();
}

#[wasm_bindgen_test]
fn bytes_cross_unchanged() {
    edge::bytes_cross_unchanged();
}

#[wasm_bindgen_test]
fn a_throwing_listener_is_survived() {
    edge::a_throwing_listener_is_survived();
}
