//! Zegel labels and seals mail inside the browser.
//!
//! ```text
//!   bundle ──► decide ◄── compose, contents  what the administrator published, what the person wrote and attached
//!                │ Permit                    only a decision without open blocks makes one
//!                ▼
//!              label ──► mime ──► seal ──► wire
//!              Labelled  Entity   Sealed   Outgoing
//! ```
//!
//! A folder uses only the folders before it in the alphabet of the pipeline,
//! `bundle < compose < contents < decide < files < label < mime < seal < wire`, and the vocabulary beside them
//! ([`address`], [`detect`], [`error`], [`msip`], [`pattern`], [`time`], [`words`]). [`protect`] (out) and [`open`] (in) are the two spines and may use all of them:
//! start reading there. Only `seal` names the OpenPGP library. `tests/alphabet.rs` holds the rule. The few loops that touch every
//! octet stand beside it, in the crate `zegel_octets`, because they are compiled for speed and all else for size.
//!
//! Promises: no input or output, no clock and no randomness of its own (both are arguments), no panic, no `unsafe`.
//! Each stage hands the next a value with private fields that only this stage can make, so that sealing an unlabelled
//! entity, or writing clear bytes where the decision was to encrypt, cannot be written down.

pub mod address;
mod alike;
pub mod bundle;
pub mod compose;
pub mod contents;
pub mod decide;
pub mod detect;
pub mod error;
pub mod files;
pub mod label;
pub mod mime;
pub mod msip;
pub mod open;
pub mod pattern;
pub mod protect;
mod protecting;
pub mod seal;
pub mod time;
pub mod wire;
pub mod words;

#[cfg(test)]
mod contract;
