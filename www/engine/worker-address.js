// @ts-check
// The addresses of our workers as pages with Trusted Types demand them.

// Written out: this is how bundlers find files that have to come along.
const own = {
  sealer: new URL("./sealer-worker.js", import.meta.url).href,
  hashing: new URL("./hashing-worker.js", import.meta.url).href,
  search: new URL("../search/worker.js", import.meta.url).href,
  // By path: only pages at its origin have it, and no bundler need carry it along.
  release: "/release-worker.js",
};

/**
 * The policy `zegel` signs the addresses of our workers and nothing else; a page that does not list the name
 * (`trusted-types zegel`) may still not require it.
 * @param {keyof typeof own} which
 * @returns {string}
 */
export function workerAddress(which) {
  const url = own[which];
  const { trustedTypes } = /** @type {any} */ (globalThis);
  if (!trustedTypes) return url;
  try {
    policy ??= trustedTypes.createPolicy("zegel", {
      /** @param {string} asked */
      createScriptURL(asked) {
        if (Object.values(own).includes(asked)) return asked;
        throw new TypeError("not a worker of Zegel");
      },
    });
  } catch {
    return url;
  }
  return policy.createScriptURL(url);
}

/** Kept: a name can be used once in a document. @type {any} */
let policy;
