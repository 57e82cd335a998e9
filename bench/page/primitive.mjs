// @ts-check
// The browser's cryptography asked once for everything: nothing that encrypts with it can do less.

/** @typedef {'AES-GCM'|'AES-CBC'} Algorithm */

/**
 * @param {Algorithm} name
 * @param {Uint8Array<ArrayBuffer>} data
 * @returns {Promise<{ encrypt: () => Promise<ArrayBuffer>, decrypt: () => Promise<ArrayBuffer> }>}
 */
export async function primitive(name, data) {
  const key = await crypto.subtle.generateKey({ name, length: 256 }, false, ['encrypt', 'decrypt']);
  const how = { name, iv: crypto.getRandomValues(new Uint8Array(name === 'AES-GCM' ? 12 : 16)) };
  /** @type {ArrayBuffer|undefined} */
  let sealed;
  return {
    encrypt: () => crypto.subtle.encrypt(how, key, data),
    decrypt: async () => crypto.subtle.decrypt(how, key, sealed ??= await crypto.subtle.encrypt(how, key, data)),
  };
}
