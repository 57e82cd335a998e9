//! `zegel-bindgen OUT_DIR MODULE.wasm...`
//!
//! Writes, for each module the compiler produced, the JavaScript that loads it (an ES module whose default export
//! initialises it) and the module itself without the sections only wasm-bindgen reads.
//! `zegel-bindgen --version` prints the wasm-bindgen version it was built for.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(first) = arguments.next() else {
        eprintln!("usage: zegel-bindgen OUT_DIR MODULE.wasm...");
        return ExitCode::from(2);
    };
    if first == "--version" {
        println!("{}", env!("WASM_BINDGEN_VERSION"));
        return ExitCode::SUCCESS;
    }
    let out_dir = PathBuf::from(first);
    for module in arguments.map(PathBuf::from) {
        let begun = Instant::now();
        let written = Bindgen::new().input_path(&module).web(true).and_then(|bindgen| {
            bindgen
                .typescript(true)
                .omit_default_module_path(false)
                .remove_name_section(true)
                .remove_producers_section(true)
                .generate(&out_dir)
        });
        if let Err(error) = written {
            eprintln!("zegel-bindgen: {}: {error:#}", module.display());
            return ExitCode::FAILURE;
        }
        println!("{} {} ms", module.display(), begun.elapsed().as_millis());
    }
    ExitCode::SUCCESS
}
