//! Reads the wasm-bindgen version from this tool's lock file, so that `--version` cannot disagree with what is linked.

use std::fs;

fn main() {
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rerun-if-changed=build.rs");
    let lock = fs::read_to_string("Cargo.lock").expect("Cargo.lock is committed beside build.rs");
    let version = lock
        .split("[[package]]")
        .find(|entry| entry.contains("name = \"wasm-bindgen-cli-support\"\n"))
        .and_then(|entry| entry.split("version = \"").nth(1))
        .and_then(|rest| rest.split('"').next())
        .expect("Cargo.lock names wasm-bindgen-cli-support");
    println!("cargo::rustc-env=WASM_BINDGEN_VERSION={version}");
}
