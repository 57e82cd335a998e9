// @ts-check
// The same work by OpenPGP.js: its full build, minified, with its defaults, which let the browser's own cryptography do
// all it can.

/** @type {typeof import('openpgp')} */
const openpgp = await import(`${location.origin}/openpgp.min.mjs`);

/** @typedef {import('openpgp').PublicKey} PublicKey */
/** @typedef {import('openpgp').PrivateKey} PrivateKey */

/** @param {Uint8Array} binaryKey */
export const readCertificate = (binaryKey) => openpgp.readKey({ binaryKey });

/** @param {Uint8Array} binaryKey */
export const readSecret = (binaryKey) => openpgp.readPrivateKey({ binaryKey });

/** Reads certificates and chooses the key of each that is encrypted to. @param {Uint8Array[]} certificates */
export const choose = (certificates) => Promise.all(certificates.map(async (binaryKey) => (await openpgp.readKey({ binaryKey })).getEncryptionKey()));

/** Reads a file of certificates, one after the other. @param {Uint8Array} binaryKeys */
export const readAll = (binaryKeys) => openpgp.readKeys({ binaryKeys });

/**
 * Signs and encrypts the bytes of a MIME entity that somebody else wrote.
 * @param {Uint8Array} entity
 * @param {{ readers: PublicKey[], signer: PrivateKey }} means
 * @returns {Promise<string>} armored
 */
export async function seal(entity, { readers, signer }) {
  const message = await openpgp.createMessage({ binary: entity });
  return await openpgp.encrypt({ message, encryptionKeys: readers, signingKeys: signer, format: 'armored' });
}

/**
 * Decrypts.
 * @param {string} armoredMessage
 * @param {PrivateKey} reader
 * @returns {Promise<Uint8Array>} the MIME entity
 */
export async function decrypt(armoredMessage, reader) {
  const message = await openpgp.readMessage({ armoredMessage });
  const { data } = await openpgp.decrypt({ message, decryptionKeys: reader, format: 'binary' });
  return /** @type {Uint8Array} */ (data);
}

/**
 * Decrypts and checks the signature.
 * @param {string} armoredMessage
 * @param {{ reader: PrivateKey, signer: PublicKey }} means
 * @returns {Promise<Uint8Array>} the MIME entity, not taken apart
 */
export async function open(armoredMessage, { reader, signer }) {
  const message = await openpgp.readMessage({ armoredMessage });
  const { data, signatures } = await openpgp.decrypt({ message, decryptionKeys: reader, verificationKeys: signer, format: 'binary' });
  for (const { verified } of signatures) await verified;
  if (signatures.length === 0) throw new Error('the message is not signed');
  return /** @type {Uint8Array} */ (data);
}

/**
 * @param {string} address
 * @param {'v4'|'v6'} kind
 * @returns {Promise<{ certificate: Uint8Array, secret: Uint8Array }>}
 */
export async function makeKey(address, kind) {
  const userIDs = [{ name: 'Noor de Wit', email: address }];
  const { privateKey, publicKey } = kind === 'v6'
    ? await openpgp.generateKey({ type: 'curve25519', userIDs, format: 'binary', config: { v6Keys: true, aeadProtect: true } })
    : await openpgp.generateKey({ type: 'ecc', curve: 'curve25519Legacy', userIDs, format: 'binary' });
  return { certificate: publicKey, secret: privateKey };
}

/**
 * How a message is encrypted, and to how many keys.
 * @param {string} armoredMessage
 */
export async function containerOf(armoredMessage) {
  const { packets } = await openpgp.readMessage({ armoredMessage });
  const data = /** @type {any} */ (packets.findPacket(openpgp.enums.packet.symEncryptedIntegrityProtectedData));
  const keys = packets.filterByTag(openpgp.enums.packet.publicKeyEncryptedSessionKey).length;
  const cipher = data.version === 2 ? data.aeadAlgorithm === openpgp.enums.aead.gcm ? ' GCM' : ' not GCM' : '';
  return `SEIPDv${data.version}${cipher} to ${keys}`;
}
