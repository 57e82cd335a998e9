// @ts-check
// Where jobs over mailboxes are written down.

import { Database } from "../../../keys/database.js";

/** @type {Database|null} */
let database = null;

export function jobsTable() {
  database ??= new Database("zegel-jobs", [(opened) => { opened.createObjectStore("walks"); }]);
  return database.table("walks");
}
