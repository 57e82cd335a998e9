// @ts-check
// The database of everything about other people's certificates that can be found again.

import { Database } from "./database.js";

/** @returns {Database} */
export function certificatesDatabase() {
  return new Database("zegel-certificates", [
    (database) => {
      for (const name of ["answers", "keyrings", "kept", "notices"]) database.createObjectStore(name);
    },
  ]);
}
