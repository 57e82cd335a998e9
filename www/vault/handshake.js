// @ts-check
// The frame says to its parent that it is there, and takes the one channel it is given. Who the host is, is what the browser
// says of that message, never what stands in it.

import { Port } from "../embed/port.js";

/**
 * @typedef {import("../embed/protocol.d.ts").Connect} Connect
 * @typedef {{ host: string, connect: Connect, port: Port<import("../embed/protocol.d.ts").VaultAsks, any, import("../embed/protocol.d.ts").HostTells, import("../embed/protocol.d.ts").VaultTells> }} Met
 */

export const kinds = /** @type {const} */ (["keyring", "editor", "display", "settings", "key-generation", "backup", "restore"]);
const themes = ["light", "dark", "auto"];

/** @returns {Promise<Met>} settled once: whatever comes afterwards is not listened to */
export function meetHost() {
  return new Promise((resolve) => {
    /** @param {MessageEvent} event */
    const hear = ({ source, origin, data, ports }) => {
      const connect = source === parent && isOrigin(origin) ? greeting(data) : null;
      if (!connect || ports.length !== 1) return;
      removeEventListener("message", hear);
      resolve({ host: origin, connect, port: new Port(ports[0]) });
    };
    addEventListener("message", hear);
    // To whoever it is: it says nothing that is not seen anyway.
    parent.postMessage({ zegel: 1, say: "ready" }, "*");
  });
}

/** A document without an origin (sandboxed, or a file) is nobody whom rules could name. @param {string} origin */
function isOrigin(origin) {
  return /^https?:\/\//.test(origin);
}

/** @param {any} data @returns {Connect|null} */
export function greeting(data) {
  if (typeof data !== "object" || data === null || data.zegel !== 1 || data.say !== "connect") return null;
  const { kind, address = null, name = null, keyring, language, theme } = data;
  if (!kinds.includes(kind) || typeof keyring !== "string" || keyring.length > 256) return null;
  const isText = (/** @type {unknown} */ value) => value === null || (typeof value === "string" && value.length <= 998);
  if (!isText(address) || !isText(name)) return null;
  return { zegel: 1, say: "connect", kind, address, name, keyring, language: typeof language === "string" ? language : "en", theme: themes.includes(theme) ? theme : "auto" };
}
