//! For the programs that touch secrets: whatever is freed is overwritten first, wherever the libraries left it. What is
//! left of them on the stack is for the caller to overwrite, between two calls.

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);
