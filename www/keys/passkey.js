// @ts-check
// A passkey as a lock: WebAuthn with its PRF extension (Web Authentication Level 3, section 10.1.4). Only a document may ask
// for it; what it gives is made a key here that cannot be taken apart, and only that goes on.

import { ZegelError } from "../engine/errors.js";

/** @typedef {{ credentialId: Uint8Array<ArrayBuffer>, prfSalt: Uint8Array<ArrayBuffer>, prf: CryptoKey }} Passkey */

/** Whether this browser offers passkeys at all; whether one can do what is needed shows when it is made. */
export function passkeysOffered() {
  return typeof globalThis.PublicKeyCredential === "function" && Boolean(globalThis.navigator?.credentials);
}

/**
 * Makes a passkey.
 * @param {{ address: string, name: string }} owner
 * @returns {Promise<Passkey>}
 */
export async function makePasskey({ address, name }) {
  const prfSalt = crypto.getRandomValues(new Uint8Array(32));
  const made = await asking(() => navigator.credentials.create({
    publicKey: {
      rp: { name: "Zegel" },
      user: { id: crypto.getRandomValues(new Uint8Array(16)), name: address, displayName: name || address },
      // Nothing is signed with it: no server takes part.
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      pubKeyCredParams: [{ type: "public-key", alg: -8 }, { type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
      authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
      extensions: { prf: { eval: { first: prfSalt } } },
    },
  }));
  const results = made.getClientExtensionResults().prf;
  if (!results?.enabled) throw new ZegelError("passkey-unsupported");
  const credentialId = new Uint8Array(made.rawId);
  // Some give the answer at once, some only when asked again.
  const prf = results.results ? await asKey(results.results.first) : await askPasskey([{ credentialId, prfSalt }]).then(({ prf }) => prf);
  return { credentialId, prfSalt, prf };
}

/**
 * Asks for one of these passkeys.
 * @param {{ credentialId: Uint8Array<ArrayBuffer>, prfSalt: Uint8Array<ArrayBuffer> }[]} known
 * @returns {Promise<Passkey>}
 */
export async function askPasskey(known) {
  const found = await asking(() => navigator.credentials.get({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      allowCredentials: known.map(({ credentialId }) => ({ type: "public-key", id: credentialId })),
      userVerification: "required",
      extensions: { prf: { evalByCredential: Object.fromEntries(known.map(({ credentialId, prfSalt }) => [base64url(credentialId), { first: prfSalt }])) } },
    },
  }));
  const credentialId = new Uint8Array(found.rawId);
  const lock = known.find((one) => base64url(one.credentialId) === base64url(credentialId));
  const first = found.getClientExtensionResults().prf?.results?.first;
  if (!lock || !first) throw new ZegelError("passkey-unsupported");
  return { ...lock, prf: await asKey(first) };
}

/**
 * @param {() => Promise<Credential|null>} ask
 * @returns {Promise<PublicKeyCredential>}
 */
async function asking(ask) {
  if (!passkeysOffered()) throw new ZegelError("passkey-unsupported");
  try {
    const answer = await ask();
    if (answer) return /** @type {PublicKeyCredential} */ (answer);
  } catch (cause) {
    throw new ZegelError("passkey-refused", {}, { cause });
  }
  throw new ZegelError("passkey-refused");
}

/** @param {BufferSource} first */
async function asKey(first) {
  const octets = first instanceof ArrayBuffer ? new Uint8Array(first) : new Uint8Array(first.buffer, first.byteOffset, first.byteLength);
  try {
    return await crypto.subtle.importKey("raw", /** @type {BufferSource} */ (octets), "HKDF", false, ["deriveKey"]);
  } finally {
    octets.fill(0);
  }
}

/** @param {Uint8Array} octets */
function base64url(octets) {
  return btoa(String.fromCharCode(...octets)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
