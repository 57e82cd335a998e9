// @ts-check
/** Files to attach, and mail that brings them. */

/** A PDF of plain pages, a line on each. @param {string[]} lines @param {string} [extra] entries of its catalogue */
export function pdf(lines, extra = "") {
  const kids = lines.map((_, at) => `${4 + 2 * at} 0 R`).join(" ");
  const objects = [`<< /Type /Catalog /Pages 2 0 R ${extra} >>`, `<< /Type /Pages /Kids [${kids}] /Count ${lines.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"];
  lines.forEach((line, at) => {
    const words = `BT /F1 24 Tf 60 700 Td (${line}) Tj ET 0.1 0.4 0.3 rg 60 600 300 40 re f`;
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * at} 0 R >>`,
      `<< /Length ${words.length} >>\nstream\n${words}\nendstream`);
  });
  let file = "%PDF-1.7\n";
  const places = objects.map((object, at) => {
    const place = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  return Buffer.from(`${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`, "latin1");
}

/** A picture of one colour. */
export const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

/**
 * @typedef {{ name: string, type: string, bytes: Buffer }} File
 * @param {{ from: string, to: string, subject: string, html?: string, text?: string, files?: File[], more?: string[] }} mail
 */
export function mailOf({ from, to, subject, html, text = "See what is attached.", files = [], more = [] }) {
  const base64 = (/** @type {Buffer} */ bytes) => (bytes.toString("base64").match(/.{1,76}/g) ?? []).join("\r\n");
  return [
    `From: ${from}`, `To: ${to}`, `Subject: ${subject}`, "Date: Tue, 24 Nov 2026 10:00:00 +0000", `Message-ID: <${Math.random().toString(36).slice(2)}@example.com>`, ...more,
    "MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="b"', "",
    "--b", `Content-Type: text/${html ? "html" : "plain"}; charset=utf-8`, "Content-Transfer-Encoding: base64", "", base64(Buffer.from(html ?? text)),
    ...files.flatMap(({ name, type, bytes }) => ["--b", `Content-Type: ${type}`, `Content-Disposition: attachment; filename*=utf-8''${encodeURIComponent(name)}`, "Content-Transfer-Encoding: base64", "", base64(bytes)]),
    "--b--", "",
  ].join("\r\n");
}

/** @typedef {{ head: string[], body: string }} Entity  header fields and what stands under them */

/** @param {Entity} entity */
export function written({ head, body }) {
  return [...head, "", body].join("\r\n");
}

/** A text, with header fields that are protected with it. @param {string} text @param {string[]} [fields] @returns {Entity} */
export function textOf(text, fields = []) {
  return { head: [...fields, `Content-Type: text/plain; charset=utf-8${fields.length > 0 ? '; hp="clear"' : ""}`], body: `${text}\r\n` };
}

/** RFC 3156, encrypted. @param {string} armored @returns {Entity} */
export function encryptedOf(armored) {
  return {
    head: ["MIME-Version: 1.0", 'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="e"'],
    body: ["--e", "Content-Type: application/pgp-encrypted", "", "Version: 1", "", "--e", "Content-Type: application/octet-stream", "", armored.replace(/\r?\n/g, "\r\n").trim(), "--e--", ""].join("\r\n"),
  };
}

/** RFC 3156, signed. @param {string} entity  as it was signed @param {string} signature  armored @returns {Entity} */
export function signedOf(entity, signature) {
  return {
    head: ["MIME-Version: 1.0", 'Content-Type: multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha512; boundary="s"'],
    body: ["--s", entity, "--s", 'Content-Type: application/pgp-signature; name="signature.asc"', "", signature.replace(/\r?\n/g, "\r\n").trim(), "--s--", ""].join("\r\n"),
  };
}
