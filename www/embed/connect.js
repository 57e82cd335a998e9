// @ts-check
// The beginning of a frame's life, from the host's side: its document says that it is there, and gets one end of a channel.
// One document and no other: a second one that says so was put there by somebody, and gets nothing.

import { Port } from "./port.js";

/**
 * @typedef {import("./protocol.d.ts").Connect} Connect
 * @typedef {Port<any, any, any, import("./protocol.d.ts").HostTells>} HostPort
 */

/**
 * @param {HTMLIFrameElement} frame
 * @param {string} origin  of the vault
 * @param {Omit<Connect, "zegel"|"say">} greeting
 * @param {{ connected: (port: HostPort) => void, replaced: () => void }} then
 * @returns {() => void} ends it
 */
export function listenTo(frame, origin, greeting, then) {
  let met = false;
  /** @param {MessageEvent} event */
  const hear = ({ origin: from, source, data }) => {
    if (from !== origin || source === null || source !== frame.contentWindow) return;
    if (data?.zegel !== 1 || data.say !== "ready") return;
    if (met) return then.replaced();
    met = true;
    const { port1, port2 } = new MessageChannel();
    /** @type {Connect} */
    const connect = { zegel: 1, say: "connect", ...greeting };
    /** @type {Window} */ (source).postMessage(connect, { targetOrigin: origin, transfer: [port2] });
    then.connected(new Port(port1));
  };
  addEventListener("message", hear);
  return () => removeEventListener("message", hear);
}
