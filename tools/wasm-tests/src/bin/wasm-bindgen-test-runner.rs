//! Runs a test module in Node or in a browser; cargo starts it for every test of the wasm target.

fn main() -> anyhow::Result<()> {
    env_logger::init();
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
