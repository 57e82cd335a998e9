// @ts-check
/** Somebody who made a key in another's name, signs by it, and brings it along. */
import * as openpgp from "openpgp";
import { encryptedOf, written } from "./attached.mjs";

/** Of the organisation of example.org. */
const organisation = "3f0c1a52-7d1b-4c8e-9a5e-2b61d0c4e7aa";

/** @param {string} label */
const labelled = (label) => `msip_labels: MSIP_Label_${label}_Enabled=true; MSIP_Label_${label}_SiteId=${organisation};\r\n MSIP_Label_${label}_Name=Confidential`;

/**
 * A mail that is sealed, and signed in a colleague's name under the organisation's own label, as is a file in it.
 * @param {{ name: string, email: string, to: string, certificate: Uint8Array, subject: string, label: string }} about
 *   certificate: of who gets it; label: the id of one that the organisation has
 */
export async function forged({ name, email, to, certificate, subject, label }) {
  const { privateKey, publicKey } = await openpgp.generateKey({ userIDs: [{ name, email }], format: "object" });
  const fields = [`From: ${name} <${email}>`, `To: ${to}`, `Subject: ${subject}`, "Date: Tue, 24 Nov 2026 10:00:00 +0000", labelled(label)];
  const inside = written({
    head: [...fields, 'Content-Type: multipart/mixed; boundary="i"; hp="cipher"', ...fields.map((field) => `HP-Outer: ${field}`)],
    body: ["--i", "Content-Type: text/plain; charset=utf-8", "", "Please pay this today.", "--i", 'Content-Type: text/plain; name="bill.txt"', 'Content-Disposition: attachment; filename="bill.txt"', labelled(label), "", "300", "--i--", ""].join("\r\n"),
  });
  const message = await openpgp.createMessage({ binary: new Uint8Array(Buffer.from(inside)) });
  const armored = await openpgp.encrypt({ message, encryptionKeys: await openpgp.readKey({ binaryKey: certificate }), signingKeys: privateKey });
  const { head, body } = encryptedOf(armored);
  const brought = `Autocrypt: addr=${email}; keydata=${Buffer.from(publicKey.write()).toString("base64").replace(/.{1,60}/g, "\r\n $&")}`;
  return written({ head: [...fields, `Message-ID: <${subject.replace(/\W/g, "-")}@example.com>`, brought, ...head], body });
}
