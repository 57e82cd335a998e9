//! An allocator a third of the size of the usual one, for the programs of which every octet is waited for. Those that
//! work on large messages keep the usual one.

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
