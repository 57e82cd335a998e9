// OpenPGP.js for make.py: reads octets, writes armor. `node openpgp.mjs <what> <keys folder> <signer or -> <readers or ->`

import { readFileSync } from "node:fs";
import * as openpgp from "openpgp";

const [what, folder, signer, readers] = process.argv.slice(2);
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
  return openpgp.encrypt({ message, encryptionKeys, signingKeys, date, config: { ...aead, ...compressed } });
}

process.stdout.write(String(await made()));
