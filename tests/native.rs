//! All native tests in one program: to compile and link one takes a fraction of what twenty take, and they share their cores
//! better. One file's tests alone: `cargo test --test native round_trip::`.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod alphabet;
mod archives;
mod bundles;
mod certificates;
mod contents;
mod corpus;
mod decisions;
mod drafts;
mod exchange;
mod exchange_rules;
mod files_images;
mod files_office;
mod files_pdf;
mod fuzzed;
mod keys;
mod labelling;
mod labels;
mod lean;
mod letters;
mod own_keys;
mod packets;
mod patterns;
mod people;
mod policy;
mod properties;
mod reading;
mod removal;
mod round_trip;
mod security;
mod streaming;
mod trust;
