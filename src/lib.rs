//! Zegel labels and seals mail inside the browser.
//!
//! ```text
//!   bundle ──► decide ◄── compose            what the administrator published, what the person wrote
//!                │ Permit                    only a decision without open blocks makes one
//!                ▼
//!              label ──► mime ──► seal ──► wire
//!              Labelled  Entity   Sealed   Outgoing
//! ```
//!
//! A folder uses only the folders before it in the alphabet of the pipeline,
//! `bundle < compose < decide < label < mime < seal < wire`, and the vocabulary files beside them
//! ([`address`], [`error`], [`time`]). [`protect`] (out) and [`open`] (in) are the two spines and may use all of them:
//! start reading there. Only `seal` names the OpenPGP library. `tests/alphabet.rs` holds the rule.
//!
//! Promises: no input or output, no clock and no randomness of its own (both are arguments), no panic, no `unsafe`.
//! Each stage hands the next a value with private fields that only this stage can make, so that sealing an unlabelled
//! entity, or writing clear bytes where the decision was to encrypt, cannot be written down.

pub mod address;
pub mod bundle;
pub mod compose;
pub mod decide;
pub mod error;
pub mod label;
pub mod mime;
pub mod open;
pub mod protect;
pub mod seal;
pub mod time;
pub mod wire;

#[cfg(test)]
mod contract;
