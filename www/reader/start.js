// @ts-check
// One script, twice: on the page it shows the letter, in the worker it opens it. So the page has no second copy to carry.

import { begin } from "./page.js";
import { serve } from "./work/serve.js";

if (typeof document === "undefined") serve(/** @type {import("./types.d.ts").Port} */ (/** @type {unknown} */ (globalThis)));
else void begin(document.currentScript?.textContent ?? "");
