//! wasm-pack without its check for a newer wasm-pack, which would ask a server at every run.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    env_logger::init();
    let arguments = wasm_pack::Cli::parse();
    wasm_pack::PBAR.set_log_level(arguments.log_level);
    if arguments.quiet {
        wasm_pack::PBAR.set_quiet(true);
    }
    match wasm_pack::command::run_wasm_pack(arguments.cmd) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
