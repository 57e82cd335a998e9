// @ts-check
// Where the programs lie that the worker may need. Written out: this is how bundlers find files that have to come along.

/** @type {Record<string, string>} */
export const here = {
  "decider.js": new URL("../wasm/decider.js", import.meta.url).href,
  "decider_bg.wasm": new URL("../wasm/decider_bg.wasm", import.meta.url).href,
  "detector.js": new URL("../wasm/detector.js", import.meta.url).href,
  "detector_bg.wasm": new URL("../wasm/detector_bg.wasm", import.meta.url).href,
  "inspector.js": new URL("../wasm/inspector.js", import.meta.url).href,
  "inspector_bg.wasm": new URL("../wasm/inspector_bg.wasm", import.meta.url).href,
  "marker.js": new URL("../wasm/marker.js", import.meta.url).href,
  "marker_bg.wasm": new URL("../wasm/marker_bg.wasm", import.meta.url).href,
  "sealer.js": new URL("../wasm/sealer.js", import.meta.url).href,
  "sealer_bg.wasm": new URL("../wasm/sealer_bg.wasm", import.meta.url).href,
  "sealer-full.js": new URL("../wasm/sealer-full.js", import.meta.url).href,
  "sealer-full_bg.wasm": new URL("../wasm/sealer-full_bg.wasm", import.meta.url).href,
  "reader.html": new URL("../wasm/reader.html", import.meta.url).href,
};
