// @ts-check
// OpenPGP.js: keys, sealing and opening, in plain bytes.

import { randomBytes } from 'node:crypto';
import * as openpgp from 'openpgp';
import { joined } from './pgp-mime.mjs';

/**
 * A key without passphrase. Version 6 keys ask for SEIPDv2, version 4 keys do not.
 * @param {string} address
 * @param {4|6} version
 */
export async function makeKey(address, version) {
  const config = version === 6 ? { v6Keys: true, aeadProtect: true } : {};
  const { privateKey, publicKey } = await openpgp.generateKey({
    type: version === 6 ? 'curve25519' : 'ecc', userIDs: [{ name: 'Lee Chen', email: address }], format: 'object', config,
  });
  return { privateKey, publicKey, certificate: publicKey.write(), secret: privateKey.write() };
}

/**
 * Opens what is in an armored message and checks its signature.
 * @param {string} armoredMessage
 * @param {openpgp.PrivateKey} privateKey
 * @param {Uint8Array} signer's certificate
 */
export async function read(armoredMessage, privateKey, signer) {
  const message = await openpgp.readMessage({ armoredMessage });
  const { data, signatures } = await openpgp.decrypt({
    message, decryptionKeys: privateKey, verificationKeys: await openpgp.readKey({ binaryKey: signer }), format: 'binary',
  });
  const verified = await Promise.all(signatures.map(({ verified }) => verified));
  return { data: Buffer.from(data), signatures: verified.length };
}

/**
 * Signs and encrypts.
 * @param {Uint8Array} payload
 * @param {{ to: Uint8Array[], from?: openpgp.PrivateKey, config?: openpgp.PartialConfig }} how
 * @returns {Promise<string>} armored
 */
export async function write(payload, { to, from, config = {} }) {
  const encryptionKeys = await Promise.all(to.map((binaryKey) => openpgp.readKey({ binaryKey })));
  const message = await openpgp.createMessage({ binary: payload });
  const signing = from === undefined ? {} : { signingKeys: from };
  return await openpgp.encrypt({ message, encryptionKeys, ...signing, config });
}

/**
 * Encrypts packets as they are (SEIPDv1), whatever they hold.
 * @param {Uint8Array} content
 * @param {Uint8Array} certificate
 */
export async function encryptPackets(content, certificate) {
  const sessionKey = { data: randomBytes(32), algorithm: /** @type {const} */ ('aes256') };
  const encryptionKeys = await openpgp.readKey({ binaryKey: certificate });
  const forReader = await openpgp.encryptSessionKey({ ...sessionKey, encryptionKeys, format: 'binary' });
  // The types hide what a packet can do.
  const data = /** @type {any} */ (new openpgp.SymEncryptedIntegrityProtectedDataPacket());
  Object.assign(data, { version: 1, packets: { write: () => Buffer.from(content) } });
  await data.encrypt(openpgp.enums.symmetric.aes256, sessionKey.data, openpgp.config);
  return Buffer.concat([/** @type {Uint8Array} */ (forReader), joined([{ tag: 18, body: data.write() }])]);
}

/** Key IDs a message is encrypted to, in capitals and sorted. @param {string} armoredMessage */
export async function keyIds(armoredMessage) {
  const message = await openpgp.readMessage({ armoredMessage });
  return message.getEncryptionKeyIDs().map((id) => id.toHex().toUpperCase()).sort();
}
