// @ts-check
// The second thread in a browser. Nothing may wait before it serves: a message that arrives before there is a listener is lost.

import { serveHashes } from "./hashing-serve.js";

serveHashes(/** @type {any} */ (self));
