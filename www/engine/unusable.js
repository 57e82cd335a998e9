// @ts-check

/** After these a worker is ended: a program that trapped must not run again, and one that did not load is tried afresh. @type {ReadonlySet<string>} */
export const unusable = new Set(["engine-crashed", "engine-not-loaded", "engine-changed", "wasm-not-allowed"]);
