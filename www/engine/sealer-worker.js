// @ts-check
// The worker in a browser. Nothing may wait before `serve`: a message that arrives before there is a listener is lost.

import { serve } from "./serve.js";

serve(/** @type {any} */ (self));
