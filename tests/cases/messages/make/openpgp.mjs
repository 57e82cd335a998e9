// OpenPGP.js for make.py: reads octets, writes armor. `node openpgp.mjs <what> <keys folder> <signer or -> <readers or ->`
// GnuPG's own OCB packet is written by version 5 only: `OPENPGP_5` is where its `openpgp.mjs` lies.

import { readFileSync } from "node:fs";

const [what, folder, signer, readers] = process.argv.slice(2);
/** @type {typeof import("openpgp")} */
const openpgp = await import(what === "gnupg-ocb" ? process.env.OPENPGP_5 ?? "openpgp-5" : "openpgp");
const date = new Date("2026-03-02T08:15:00Z");
const input = readFileSync(0);
const file = (/** @type {string} */ name) => readFileSync(`${folder}/${name}.asc`, "utf8");
const secret = async (/** @type {string} */ name) => openpgp.readPrivateKey({ armoredKey: file(name) });
const signingKeys = signer === "-" ? [] : [await secret(signer)];
const encryptionKeys = readers === "-" ? [] : await Promise.all(readers.split(",").map(async (name) => (await secret(name)).toPublic()));

async function made() {
  const binary = Uint8Array.from(input);
  if (what === "cleartext") {
    return openpgp.sign({ message: await openpgp.createCleartextMessage({ text: input.toString("utf8") }), signingKeys, date });
  }
  const message = await openpgp.createMessage({ binary });
  if (what === "detached") return openpgp.sign({ message, signingKeys, detached: true, date });
  const aead = what === "aead" ? { aeadProtect: true, preferredAEADAlgorithm: openpgp.enums.aead.ocb } : {};
  const compressed = what === "compressed" ? { preferredCompressionAlgorithm: openpgp.enums.compression.zlib } : {};
  // These keys do not ask for version 2 of the container; who writes has chosen it.
  if (what === "aead") for (const key of encryptionKeys) Object.assign(key.users[0].selfCertifications[0], { features: [9] });
  if (what === "gnupg-ocb") {
    // As GnuPG 2.3 and later do it for keys that ask for it: OCB, chunks of 4 MiB, compressed inside.
    for (const key of encryptionKeys) Object.assign(key.users[0].selfCertifications[0], { features: [3], preferredAEADAlgorithms: [2], preferredCompressionAlgorithms: [2] });
    Object.assign(compressed, { aeadProtect: true, preferredAEADAlgorithm: openpgp.enums.aead.ocb, aeadChunkSizeByte: 16, preferredCompressionAlgorithm: openpgp.enums.compression.zlib });
  }
  return openpgp.encrypt({ message, encryptionKeys, signingKeys, date, config: { ...aead, ...compressed } });
}

process.stdout.write(String(await made()));
