// @ts-check
// Work in progress, kept in this browser so that a closed tab loses nothing. A bundle is no secret; keys are not kept.

/** @typedef {{ text: string, base: string|null, trial: any, languages: string[], saved: string }} Kept */

const store = "work";
const key = "bundle";

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("zegel-admin", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(records: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>}
 */
async function within(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @param {Kept} work */
export async function keep(work) {
  await within("readwrite", (records) => records.put(work, key));
}

/** @returns {Promise<Kept|null>} */
export async function kept() {
  return (await within("readonly", (records) => records.get(key))) ?? null;
}

export async function forget() {
  await within("readwrite", (records) => records.delete(key));
}
