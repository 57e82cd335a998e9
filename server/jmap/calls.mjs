// @ts-check
/** A request of method calls, one after the other (RFC 8620, section 3). */
import { Problem } from "../answers.mjs";
import { MethodError, isObject, isStrings } from "./arguments.mjs";
import { emailGet } from "./email-get.mjs";
import { emailImport } from "./email-import.mjs";
import { emailQuery } from "./email-query.mjs";
import { emailSet } from "./email-set.mjs";
import { mailboxGet } from "./mailboxes.mjs";
import { resolveReferences } from "./references.mjs";
import { CORE, MAIL, SUBMISSION, sessionState } from "./session.mjs";
import { emailSubmissionGet, emailSubmissionSet, identityGet } from "./submission.mjs";

/** @typedef {import("./references.mjs").Invocation} Invocation */
/** @typedef {Record<string, unknown>} Arguments */

/**
 * @typedef {object} Call what a method may use
 * @property {import("./store.mjs").Account} account
 * @property {import("./store.mjs").Store} store
 * @property {import("./session.mjs").Limits} limits
 * @property {Map<string, string>} createdIds creation id to id (RFC 8620, section 3.3)
 * @property {(point: string) => Promise<void>} fault
 * @property {[name: string, args: Arguments][]} implicit further responses of this call (RFC 8621, section 7.5)
 */

/** @typedef {{ capability: string, args: string[], run(args: Arguments, call: Call): Promise<Arguments> }} Method */

/** @type {Readonly<Record<string, Method>>} */
const METHODS = {
  "Mailbox/get": { capability: MAIL, args: ["ids", "properties"], run: mailboxGet },
  "Identity/get": { capability: SUBMISSION, args: ["ids", "properties"], run: identityGet },
  "Email/query": {
    capability: MAIL,
    args: ["filter", "sort", "position", "anchor", "anchorOffset", "limit", "calculateTotal", "collapseThreads"],
    run: emailQuery,
  },
  "Email/get": { capability: MAIL, args: ["ids", "properties"], run: emailGet },
  "Email/import": { capability: MAIL, args: ["ifInState", "emails"], run: emailImport },
  "Email/set": { capability: MAIL, args: ["ifInState", "create", "update", "destroy"], run: emailSet },
  "EmailSubmission/get": { capability: SUBMISSION, args: ["ids", "properties"], run: emailSubmissionGet },
  "EmailSubmission/set": {
    capability: SUBMISSION,
    args: ["ifInState", "create", "update", "destroy", "onSuccessUpdateEmail", "onSuccessDestroyEmail"],
    run: emailSubmissionSet,
  },
};

/**
 * @param {unknown} request the parsed body
 * @param {Omit<Call, "createdIds" | "implicit">} context
 */
export async function answerCalls(request, context) {
  const { using, methodCalls, createdIds } = readRequest(request, context.limits);
  /** @type {Invocation[]} */
  const methodResponses = [];
  for (const [name, args, callId] of methodCalls) {
    /** @type {Call} */
    const call = { ...context, createdIds, implicit: [] };
    methodResponses.push([...await answerCall(name, args, { using, methodResponses, call }), callId]);
    for (const [implicitName, implicitArgs] of call.implicit) methodResponses.push([implicitName, implicitArgs, callId]);
  }
  const sentCreatedIds = isObject(request) && request.createdIds !== undefined;
  return {
    methodResponses,
    ...(sentCreatedIds ? { createdIds: Object.fromEntries(createdIds) } : {}),
    sessionState: sessionState(context.account.owner.id),
  };
}

/**
 * @param {unknown} request
 * @param {import("./session.mjs").Limits} limits
 * @returns {{ using: string[], methodCalls: Invocation[], createdIds: Map<string, string> }}
 */
function readRequest(request, limits) {
  const { using, methodCalls, createdIds = {} } = isObject(request) ? request : {};
  if (!isStrings(using) || !isInvocations(methodCalls) || !isObject(createdIds) || !isStrings(Object.values(createdIds))) {
    throw requestProblem("notRequest", "The body is not a JMAP request object.");
  }
  const unknown = using.find((capability) => ![CORE, MAIL, SUBMISSION].includes(capability));
  if (unknown !== undefined) throw requestProblem("unknownCapability", `This server does not know ${unknown}.`);
  if (methodCalls.length > limits.maxCallsInRequest) {
    throw limitProblem("maxCallsInRequest", `At most ${limits.maxCallsInRequest} calls fit in a request.`);
  }
  return { using, methodCalls, createdIds: new Map(Object.entries(/** @type {Record<string, string>} */ (createdIds))) };
}

/**
 * @param {unknown} calls
 * @returns {calls is Invocation[]}
 */
function isInvocations(calls) {
  return Array.isArray(calls) && calls.every((call) =>
    Array.isArray(call) && call.length === 3
    && typeof call[0] === "string" && isObject(call[1]) && typeof call[2] === "string");
}

/**
 * @param {string} name
 * @param {Arguments} rawArgs
 * @param {{ using: string[], methodResponses: Invocation[], call: Call }} context
 * @returns {Promise<[name: string, args: Arguments]>}
 */
async function answerCall(name, rawArgs, { using, methodResponses, call }) {
  try {
    const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    const isEcho = name === "Core/echo";
    if (!using.includes(isEcho ? CORE : method?.capability ?? "")) {
      throw new MethodError("unknownMethod", `${name} is not known, or its capability is not in "using".`);
    }
    const args = resolveReferences(rawArgs, methodResponses);
    if (isEcho || !method) return [name, args];
    if (args.accountId === undefined) throw new MethodError("invalidArguments", '"accountId" is missing.');
    if (args.accountId !== call.account.owner.id) throw new MethodError("accountNotFound");
    const stray = Object.keys(args).find((key) => key !== "accountId" && !method.args.includes(key));
    if (stray !== undefined) throw new MethodError("invalidArguments", `${name} has no argument "${stray}" here.`);
    return [name, await method.run(args, call)];
  } catch (error) {
    if (error instanceof MethodError) return ["error", { type: error.type, description: error.description }];
    const description = error instanceof Error ? error.message : String(error);
    return ["error", { type: "serverFail", description }];
  }
}

/** @param {string} type @param {string} detail RFC 8620, section 3.6.1 */
export function requestProblem(type, detail) {
  return new Problem(400, detail, { type: `urn:ietf:params:jmap:error:${type}` });
}

/** @param {string} limit @param {string} detail @param {number} [status] */
export function limitProblem(limit, detail, status = 400) {
  return new Problem(status, detail, { type: "urn:ietf:params:jmap:error:limit", limit });
}
