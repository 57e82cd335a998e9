// @ts-check
/** Arguments that point into the result of an earlier call of the same request (RFC 8620, section 3.7). */
import { MethodError, isObject } from "./arguments.mjs";

/** @typedef {[name: string, args: Record<string, unknown>, callId: string]} Invocation */

/**
 * @param {Record<string, unknown>} args
 * @param {readonly Invocation[]} responses so far
 * @returns {Record<string, unknown>}
 */
export function resolveReferences(args, responses) {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => {
    if (!name.startsWith("#")) return [name, value];
    const plain = name.slice(1);
    if (Object.hasOwn(args, plain)) {
      throw new MethodError("invalidArguments", `"${plain}" is given both as a value and as a reference.`);
    }
    return [plain, resolve(value, responses)];
  }));
}

/**
 * @param {unknown} reference
 * @param {readonly Invocation[]} responses
 */
function resolve(reference, responses) {
  const { resultOf, name, path } = isObject(reference) ? reference : {};
  const response = responses.find(([, , callId]) => callId === resultOf);
  if (!response || response[0] !== name || typeof path !== "string" || !/^(?:\/|$)/.test(path)) {
    throw new MethodError("invalidResultReference", `There is no earlier response ${name} with the id ${resultOf}.`);
  }
  return follow(response[1], path.split("/").slice(1), path);
}

/**
 * JSON Pointer (RFC 6901), and "*" for every item of an array.
 *
 * @param {unknown} value
 * @param {string[]} steps
 * @param {string} path
 * @returns {unknown}
 */
function follow(value, steps, path) {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
  if (Array.isArray(value) && key === "*") return value.flatMap((item) => follow(item, rest, path));
  if (Array.isArray(value) && /^(?:0|[1-9]\d*)$/.test(key) && Number(key) < value.length) {
    return follow(value[Number(key)], rest, path);
  }
  if (isObject(value) && Object.hasOwn(value, key)) return follow(value[key], rest, path);
  throw new MethodError("invalidResultReference", `The path ${path} leads nowhere.`);
}
