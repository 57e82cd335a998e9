//! Is the structure still the structure? A folder uses only the folders before it in the pipeline.

use std::fs;
use std::path::{Path, PathBuf};

const PIPELINE: [&str; 9] = ["bundle", "compose", "contents", "decide", "files", "label", "mime", "seal", "wire"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

#[test]
fn a_folder_uses_only_those_before_it() {
    let mut looked_at = 0;
    for (position, folder) in PIPELINE.iter().enumerate() {
        for path in sources(&src().join(folder)) {
            looked_at += 1;
            let text = fs::read_to_string(&path).unwrap();
            for later in PIPELINE.iter().skip(position + 1).chain(&["protect", "open"]) {
                assert!(!text.contains(&format!("crate::{later}")), "{} uses {later}", path.display());
            }
        }
    }
    assert!(looked_at >= 20, "only {looked_at} files were found");
}

#[test]
fn only_seal_names_the_openpgp_library_and_only_the_boundary_names_javascript() {
    for path in sources(&src()) {
        let text = fs::read_to_string(&path).unwrap();
        let place = path.strip_prefix(src()).unwrap();
        if !place.starts_with("seal") {
            assert!(!text.contains("pgp::"), "{} names pgp", path.display());
        }
        if !place.starts_with("bin") {
            assert!(!text.contains("wasm_bindgen") && !text.contains("js_sys"), "{} names JavaScript", path.display());
        }
    }
}

#[test]
fn a_file_holds_one_idea() {
    for path in sources(&src()).into_iter().chain(sources(&src().join("../octets/src"))) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 420, "{} has {lines} lines: two ideas?", path.display());
    }
}
