//! What is done to every octet of a message: the few loops in which the time goes. They stand in a crate of their own because
//! they are compiled for speed, and all else of Zegel for size.
//!
//! A loop that is called from outside is never inlined: within a function that is compiled for size it would be compiled so, too.
//!
//! Nothing here knows of mail or OpenPGP. Each part is held against its standard's examples, and those that use vectors against what
//! does the same without. In WebAssembly a vector is one of its instructions; elsewhere the same steps run on integers, so that
//! what the native tests try is what browsers run. No input or output, no randomness of its own, no panic, no `unsafe`.

pub mod aes;
pub mod base64;
pub mod crc24;
pub mod lines;
mod vector;
