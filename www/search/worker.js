// @ts-check
// The search worker in a browser.

import { serve } from "./serve.js";

serve(/** @type {any} */ (globalThis));
