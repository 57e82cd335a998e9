// @ts-check
// The second thread in Node, for tests: Node's own cryptography has threads, so that nothing else starts one there.

import { parentPort } from "node:worker_threads";
import { serveHashes } from "../../../www/engine/hashing-serve.js";

serveHashes(/** @type {any} */ (parentPort));
