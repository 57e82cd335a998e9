// @ts-check

import { createHash } from 'node:crypto';

/** @param {Uint8Array} octets */
export const sum = (octets) => createHash('sha256').update(octets).digest('hex');

/**
 * What a reader is shown of an opened message.
 * @param {any} opened
 */
export const shown = ({ status, encryption, signature, headers, labels, text, html, parts, restrictions, draft }) => JSON.parse(JSON.stringify({
  summary: status.summary, encryption: encryption.state, container: encryption.container, signature: signature.state, signer: signature.fingerprint,
  subject: headers.subject, from: headers.from, to: headers.to, labels: labels.map((/** @type {any} */ label) => label.id ?? label.name ?? null), text, html, restrictions,
  draft, parts: parts.map((/** @type {any} */ { name, bytes }) => ({ name, sha256: sum(bytes) })),
}));
