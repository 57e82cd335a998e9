// @ts-check
// The worker in Node.

import { serve } from "./serve.js";

const threads = "node:worker_threads";
const { parentPort } = await import(threads);
serve(parentPort);
