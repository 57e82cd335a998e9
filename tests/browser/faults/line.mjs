// @ts-check
/** A line that fails at one request, in each of the ways that lines and servers fail. */
import { stepIn } from "./points.mjs";

/** @typedef {import("../stage.mjs").Stage} Stage */
/** @typedef {import("../stage.mjs").Passing} Passing */
/** @typedef {import("./points.mjs").Line} Line */
/** @typedef {{ happened: number, seen: string[], mend: () => Promise<void> }} Broken  `seen`: the steps that were asked for */

/**
 * @param {Stage} stage
 * @param {"saving"|"sending"} doing
 * @param {string|null} step  null: nothing fails
 * @param {(passing: Passing) => Promise<boolean>} how  whether it answered
 * @returns {Broken}
 */
export function watch(stage, doing, step = null, how = async () => false) {
  /** @type {Broken} */
  const broken = { happened: 0, seen: [], mend: async () => { stage.spoil = null; await Promise.all(working); } };
  /** @type {Promise<boolean>[]} */
  const working = [];
  stage.spoil = async (passing) => {
    const now = stepIn(doing, passing);
    if (now) broken.seen.push(now);
    if (now !== step || step === null) return false;
    broken.happened += 1;
    const work = how(passing);
    // What is half done is done before the line is whole again.
    working.push(work.catch(() => false));
    return work;
  };
  return broken;
}

/** @param {Stage} stage @param {"saving"|"sending"} doing @param {string} step @param {Line} line @returns {Broken} */
export function breakLine(stage, doing, step, line) {
  /** @type {import("node:http").ServerResponse[]} */
  const held = [];
  let gone = false;
  /** @type {Promise<void>|null} */
  let dying = null;
  const broken = watch(stage, doing, step, async (passing) => {
    const { forward, answer } = passing;
    const first = broken.happened === 1;
    switch (line) {
      case "does not arrive": answer.destroy(); return true;
      case "arrives, and its answer is lost": if (first) await forward(); answer.destroy(); return true;
      case "arrives, its answer is lost, and the browser asks again":
        if (!first) return false;
        await forward();
        answer.destroy();
        return true;
      case "is answered by 500, undone": if (first) answer.writeHead(500).end("no"); return first;
      case "is answered by 500, done":
        if (!first) return false;
        await forward();
        answer.writeHead(500).end("no");
        return true;
      case "is answered by half an answer": return first && half(await forward(), answer);
      case "is never answered": if (first) await forward(); held.push(answer); return true;
      case "is the first of many that do not arrive": gone = true; answer.destroy(); return true;
      case "is the last before the server dies":
        if (first) await forward();
        answer.destroy();
        dying ??= stage.stopServer();
        return true;
      default: throw new Error(line);
    }
  });
  const one = stage.spoil;
  stage.spoil = async (passing) => {
    if (!gone || !passing.url.startsWith("/jmap/")) return one?.(passing);
    passing.answer.destroy();
    return true;
  };
  const { mend } = broken;
  broken.mend = async () => {
    await mend();
    for (const answer of held) answer.destroy();
    if (!dying) return;
    await dying;
    dying = null;
    await stage.startServer();
  };
  return broken;
}

/**
 * A page that ends while a request is on its way.
 * @param {Stage} stage
 * @param {"saving"|"sending"} doing
 * @param {string} step
 * @param {boolean} arrives  whether the server still gets it
 * @returns {Broken & { reached: Promise<void> }}  `reached`: the request is there, and, where it arrives, done
 */
export function holdAt(stage, doing, step, arrives) {
  /** @type {() => void} */
  let tell = () => {};
  const reached = new Promise((resolve) => { tell = () => resolve(undefined); });
  const broken = watch(stage, doing, step, async ({ forward }) => {
    if (broken.happened === 1 && arrives) await forward();
    tell();
    return true;
  });
  return Object.assign(broken, { reached: /** @type {Promise<void>} */ (reached) });
}

/** @param {Response} received @param {import("node:http").ServerResponse} answer */
async function half(received, answer) {
  const bytes = Buffer.from(await received.arrayBuffer());
  answer.writeHead(received.status, { "content-type": received.headers.get("content-type") ?? "application/octet-stream", "content-length": bytes.length });
  await new Promise((resolve) => { answer.write(bytes.subarray(0, bytes.length >> 1), resolve); });
  // The half has to be on its way before the line is cut.
  setTimeout(() => answer.destroy(), 30);
  return true;
}
