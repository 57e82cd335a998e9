// @ts-check
// The same work by OpenPGP.js as fast as it can be: its full build, minified, which lets the browser's own cryptography do all it
// can, without compression, AES-256-GCM wherever the keys allow it, in chunks of 256 KiB, and no checksum under the armor where that
// may be left out. Those are its defaults, but the hash, which is asked for where both are to use the same.

/** @type {typeof import('openpgp')} */
const openpgp = await import(`${location.origin}/openpgp.min.mjs`);

/** @typedef {import('openpgp').PublicKey} PublicKey */
/** @typedef {import('openpgp').PrivateKey} PrivateKey */
/** @typedef {'sha256'|'sha512'} Hash */

/** @param {Uint8Array} binaryKey */
export const readCertificate = (binaryKey) => openpgp.readKey({ binaryKey });

/** @param {Uint8Array} binaryKey */
export const readSecret = (binaryKey) => openpgp.readPrivateKey({ binaryKey });

/** Reads certificates and chooses the key of each that is encrypted to. @param {Uint8Array[]} certificates */
export const choose = (certificates) => Promise.all(certificates.map(async (binaryKey) => (await openpgp.readKey({ binaryKey })).getEncryptionKey()));

/** Reads a file of certificates, one after the other. @param {Uint8Array} binaryKeys */
export const readAll = (binaryKeys) => openpgp.readKeys({ binaryKeys });

/** @param {Hash} [hash] */
const signedBy = (hash) => (hash === undefined ? {} : { preferredHashAlgorithm: openpgp.enums.hash[hash] });

/**
 * Signs and encrypts the bytes of a MIME entity.
 * @param {Uint8Array} entity
 * @param {{ readers: PublicKey[], signer: PrivateKey }} means
 * @returns {Promise<string>} armored
 */
export async function seal(entity, { readers, signer }) {
  const message = await openpgp.createMessage({ binary: entity });
  return await openpgp.encrypt({ message, encryptionKeys: readers, signingKeys: signer, format: 'armored' });
}

/**
 * Encrypts without armor; signs by the hash that is told, or by its own choice.
 * @param {Uint8Array} data
 * @param {{ readers: PublicKey[], signer?: PrivateKey, hash?: Hash }} means
 */
export async function sealBinary(data, { readers, signer, hash }) {
  const message = await openpgp.createMessage({ binary: data });
  const given = { message, encryptionKeys: readers, format: /** @type {const} */ ('binary'), config: signedBy(hash) };
  return /** @type {Uint8Array} */ (await (signer ? openpgp.encrypt({ ...given, signingKeys: signer }) : openpgp.encrypt(given)));
}

/**
 * To a passphrase, without armor.
 * @param {Uint8Array} data
 * @param {string} password
 * @param {{ argon2: boolean, signer?: PrivateKey }} how  by Argon2id in SEIPDv2, or by iterated SHA-256 in SEIPDv1
 */
export async function sealToPassphrase(data, password, { argon2, signer }) {
  const { argon2: memoryHard, iterated } = openpgp.enums.s2k;
  const config = { aeadProtect: argon2, s2kType: /** @type {typeof memoryHard | typeof iterated} */ (argon2 ? memoryHard : iterated) };
  const given = { message: await openpgp.createMessage({ binary: data }), passwords: password, format: /** @type {const} */ ('binary'), config };
  return /** @type {Uint8Array} */ (await (signer ? openpgp.encrypt({ ...given, signingKeys: signer }) : openpgp.encrypt(given)));
}

/** @param {string|Uint8Array} message armored or not */
const messageIn = (message) => (typeof message === 'string' ? openpgp.readMessage({ armoredMessage: message }) : openpgp.readMessage({ binaryMessage: message }));

/** @param {string|Uint8Array} message @param {string} password */
export async function openByPassphrase(message, password) {
  const { data } = await openpgp.decrypt({ message: await messageIn(message), passwords: password, format: 'binary' });
  return /** @type {Uint8Array} */ (data);
}

/** Reads a key and unlocks it. @param {Uint8Array} binaryKey @param {string} passphrase */
export const unlock = async (binaryKey, passphrase) => openpgp.decryptKey({ privateKey: await readSecret(binaryKey), passphrase });

/** A key under a passphrase, by iterated S2K as its defaults are. @param {string} address @param {string} passphrase */
export async function makeLockedKey(address, passphrase) {
  const { privateKey } = await openpgp.generateKey({ type: 'ecc', curve: 'curve25519Legacy', userIDs: [{ email: address }], passphrase, format: 'binary' });
  return /** @type {Uint8Array} */ (privateKey);
}

/** Puts an armor around a message. @param {Uint8Array} message */
export const armored = (message) => /** @type {string} */ (openpgp.armor(openpgp.enums.armor.message, message));

/**
 * Decrypts and checks the signature.
 * @param {string|Uint8Array} message armored or not
 * @param {{ reader: PrivateKey, signer: PublicKey }} means
 * @returns {Promise<Uint8Array>} the MIME entity, not taken apart
 */
export const open = async (message, means) => (await openSigned(message, means)).data;

/**
 * The same, and by which hash it is signed.
 * @param {string|Uint8Array} message
 * @param {{ reader: PrivateKey, signer: PublicKey }} means
 */
export async function openSigned(message, { reader, signer }) {
  const { data, signatures } = await openpgp.decrypt({ message: await messageIn(message), decryptionKeys: reader, verificationKeys: signer, format: 'binary' });
  for (const { verified } of signatures) await verified;
  const [first] = signatures;
  if (first === undefined) throw new Error('the message is not signed');
  const { packets: [packet] } = /** @type {any} */ (await first.signature);
  const hash = /** @type {Hash} */ (openpgp.enums.read(openpgp.enums.hash, packet.hashAlgorithm));
  return { data: /** @type {Uint8Array} */ (data), hash };
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
 * @param {string|Uint8Array} message armored or not
 */
export async function containerOf(message) {
  const { packets } = await messageIn(message);
  const data = /** @type {any} */ (packets.findPacket(openpgp.enums.packet.symEncryptedIntegrityProtectedData));
  const keys = packets.filterByTag(openpgp.enums.packet.publicKeyEncryptedSessionKey).length;
  const cipher = data.version === 2 ? data.aeadAlgorithm === openpgp.enums.aead.gcm ? ' GCM' : ' OCB' : '';
  return `SEIPDv${data.version}${cipher} to ${keys}`;
}
