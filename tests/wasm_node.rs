//! The edge under Node: `wasm-pack test --node -- --features wasm --test wasm_node`.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod edge;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
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

/// The native tests run the same steps on integers; here they run on WebAssembly's vectors.
#[wasm_bindgen_test]
fn base64_and_lines_are_the_same_on_vectors() {
    let octets: Vec<u8> = (0..700_u32).map(|i| ((i * i * 37) >> 3).to_le_bytes()[0]).collect();
    for length in 0..octets.len() {
        let octets = &octets[..length];
        for width in [48, 57] {
            let mut lines = Vec::new();
            zegel_octets::base64::lines(octets, width, b"\r\n", &mut lines);
            let lines_of_the_crate =
                octets.chunks(width).flat_map(|line| (STANDARD.encode(line) + "\r\n").into_bytes());
            assert!(lines.iter().copied().eq(lines_of_the_crate), "{length}");
            assert_eq!(zegel_octets::base64::whole(&lines).unwrap(), octets);
            assert_eq!(zegel_octets::lines::split(&lines).count(), length.div_ceil(width) + 1);
        }
    }
    for octet in (0..=255_u8).filter(|octet| !octet.is_ascii_alphanumeric() && !b"+/=\n".contains(octet)) {
        for at in [0, 63, 64, 70, 79] {
            let mut text = [b'A'; 80];
            text[at] = octet;
            assert!(zegel_octets::base64::whole(&text).is_none(), "{octet} {at}");
        }
    }
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
