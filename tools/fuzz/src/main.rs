//! One reader under libFuzzer: `ZEGEL_FUZZ_TARGET` says which. `scripts/fuzz.mjs` builds and starts it.
#![no_main]

#[path = "../../../tests/fuzzed/readers.rs"]
mod readers;

use libfuzzer_sys::fuzz_target;
use readers::{READERS, Reader};
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let wanted = std::env::var("ZEGEL_FUZZ_TARGET").unwrap_or_default();
    let found = READERS.iter().find(|(name, _)| *name == wanted);
    let names: Vec<&str> = READERS.iter().map(|(name, _)| *name).collect();
    found.unwrap_or_else(|| panic!("ZEGEL_FUZZ_TARGET is one of {}", names.join(", "))).1
});

fuzz_target!(|octets: &[u8]| READER(octets));
