// @ts-check
// The mail around what OpenPGP.js and rPGP seal, by the few lines that one would write for it: the fastest base64 the browser has,
// and no more header fields than a mail needs.

/** @typedef {import('../../www/generated/contract').Draft} Draft */

const encoder = new TextEncoder();

/** @param {Uint8Array[]} parts */
export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** In lines of 76. @param {Uint8Array} bytes */
function base64(bytes) {
  const parts = [];
  const step = 57 * 4096;
  for (let at = 0; at < bytes.length; at += step) {
    const piece = /** @type {any} */ (bytes.subarray(at, at + step)).toBase64();
    parts.push(encoder.encode(piece.replaceAll(/.{1,76}/g, '$&\r\n')));
  }
  return parts;
}

/**
 * Text, HTML and files of a draft, as what is signed and encrypted.
 * @param {Draft} draft
 * @param {Uint8Array[]} contents
 */
export function entityOf({ from, to, subject, text, html, attachments, date, messageId }, contents) {
  const [mixed, alternative] = [crypto.randomUUID(), crypto.randomUUID()];
  const octets = (/** @type {string[]} */ ...lines) => encoder.encode(lines.map((line) => `${line}\r\n`).join(''));
  const lines = (/** @type {string|null} */ value) => (value ?? '').replaceAll('\n', '\r\n');
  const parts = [octets(
    `From: ${from}`, `To: ${to.join(', ')}`, `Subject: ${subject}`, `Date: ${new Date(date).toUTCString()}`, `Message-ID: <${messageId}>`, 'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${mixed}"; protected-headers="v1"`, '',
    `--${mixed}`, `Content-Type: multipart/alternative; boundary="${alternative}"`, '',
    `--${alternative}`, 'Content-Type: text/plain; charset=utf-8', '', lines(text), `--${alternative}`, 'Content-Type: text/html; charset=utf-8', '', lines(html),
    `--${alternative}--`,
  )];
  for (const [at, { name, type }] of attachments.entries()) {
    parts.push(octets(`--${mixed}`, `Content-Type: ${type}`, `Content-Disposition: attachment; filename="${name}"`, 'Content-Transfer-Encoding: base64', ''));
    parts.push(...base64(contents[at] ?? new Uint8Array()));
  }
  parts.push(octets(`--${mixed}--`));
  return joined(parts);
}

/**
 * The PGP/MIME mail (RFC 3156) around an armored message.
 * @param {Draft} draft
 * @param {string|Uint8Array} armored
 */
export function mailAround({ from, to, date, messageId }, armored) {
  const boundary = crypto.randomUUID();
  const head = [
    `From: ${from}`, `To: ${to.join(', ')}`, 'Subject: ...', `Date: ${new Date(date).toUTCString()}`, `Message-ID: <${messageId}>`, 'MIME-Version: 1.0',
    `Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="${boundary}"`, '',
    `--${boundary}`, 'Content-Type: application/pgp-encrypted', '', 'Version: 1', '', `--${boundary}`, 'Content-Type: application/octet-stream', '', '',
  ].join('\r\n');
  return joined([encoder.encode(head), typeof armored === 'string' ? encoder.encode(armored) : armored, encoder.encode(`\r\n--${boundary}--\r\n`)]);
}
