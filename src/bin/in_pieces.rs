//! Work on a message that is sealed in pieces.

use crate::boundary::{thrown, to_js};
use crate::work::Work;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// How far a message is that is sealed in pieces.
#[derive(Serialize)]
struct Step {
    wanted: Option<ToldPiece>,
    /// What is ready to be encrypted, in the program's memory.
    address: usize,
    length: usize,
    /// The same with what makes no whole chunk yet.
    waiting: usize,
    signed: bool,
    closed: bool,
    /// Octets of the payload that are encrypted, and all.
    done: u64,
    total: u64,
}

#[derive(Serialize)]
struct ToldPiece {
    file: usize,
    from: u64,
    length: usize,
}

#[wasm_bindgen]
impl Work {
    /// Of a message that is sealed in pieces: what is wanted next, and what is ready to be encrypted.
    pub fn step(&mut self) -> Result<JsValue, JsValue> {
        let streaming = self.streamed()?;
        let wanted = streaming.wanted();
        let wanted = wanted.map(|one| ToldPiece { file: one.file, from: one.from, length: one.length });
        let (signed, closed, (done, total)) = (streaming.is_signed(), streaming.is_closed(), streaming.progress());
        let waiting = streaming.waiting().len();
        let ready = streaming.ready().octets;
        let (address, length) = (ready.as_ptr().addr(), ready.len());
        Ok(to_js(&Step { wanted, address, length, waiting, signed, closed, done, total }))
    }

    /// All is hashed by somebody else, who gives it to `sign`; where there are no chunks also, after that, the SHA-1 of everything.
    pub fn leave_hashing(&mut self) -> Result<(), JsValue> {
        self.streamed()?.leave_hashing();
        Ok(())
    }

    /// The piece of a file that is wanted.
    pub fn feed(&mut self, octets: &[u8]) -> Result<(), JsValue> {
        self.streamed()?.feed(octets).map_err(|error| thrown(&error))
    }

    /// What became of the next so many octets that were ready. Gives how many octets of armor there are, at `armor`.
    pub fn put(&mut self, sealed: &[u8], plain: usize) -> Result<usize, JsValue> {
        self.armor = self.streamed()?.put(sealed, plain).map_err(|error| thrown(&error))?;
        Ok(self.armor.len())
    }

    /// The same of what is ready, encrypted here.
    pub fn seal_ready(&mut self) -> Result<usize, JsValue> {
        self.armor = self.streamed()?.seal().map_err(|error| thrown(&error))?;
        Ok(self.armor.len())
    }

    /// Where the armor stands in the program's memory that was given last.
    pub fn armor(&self) -> usize {
        self.armor.as_ptr().addr()
    }
}
