//! What a fuzzer gives octets to (`npm run fuzz`) takes every file there is, of its own format or not, and what brought a
//! reader down once is tried for ever.

mod readers;

use readers::READERS;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    files.sort();
    files
}

#[test]
fn every_reader_comes_back_from_every_format() {
    let folders =
        ["keys", "cases/messages", "cases/messages/keys", "cases/passphrases", "cases/contents", "cases/exchange"];
    let all: Vec<Vec<u8>> =
        folders.iter().flat_map(|folder| files(folder)).map(|file| fs::read(file).unwrap()).collect();
    assert!(all.len() > 250, "only {} files were found", all.len());
    let short = all.iter().filter(|octets| octets.len() < 20_000);
    for octets in short {
        for (_, read) in READERS {
            read(octets);
        }
    }
}

#[test]
fn what_brought_a_reader_down_does_no_more() {
    for (name, read) in READERS {
        for file in files(&format!("cases/crashes/{name}")) {
            read(&fs::read(&file).unwrap());
        }
    }
}
