// @ts-check
// For which keys a backup was made and its code written down. No secret; where the browser keeps nothing, the hint stays.

const storageKey = "zegel-backups";

/** When a backup of this key was made, ISO 8601; null for never. @param {string} fingerprint @returns {string|null} */
export function backupOf(fingerprint) {
  const date = read()[fingerprint];
  return typeof date === "string" ? date : null;
}

/** @param {string[]} fingerprints */
export function rememberBackup(fingerprints) {
  const date = new Date().toISOString();
  try {
    localStorage.setItem(storageKey, JSON.stringify({ ...read(), ...Object.fromEntries(fingerprints.map((one) => [one, date])) }));
  } catch {
    // Said again next time; no harm in it.
  }
}

/** @returns {Record<string, unknown>} */
function read() {
  try {
    const found = JSON.parse(localStorage.getItem(storageKey) ?? "{}");
    return typeof found === "object" && found !== null ? found : {};
  } catch {
    return {};
  }
}
