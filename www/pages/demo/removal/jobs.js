// @ts-check
// The one job of whoever is signed in. A closed dialog does not end it; signing out does.

import { SteadyTable } from "../../../keys/database.js";
import { jobsTable } from "../jobs/table.js";
import { RemovalJob } from "./job.js";

/** @typedef {import("../../../mail/types.d.ts").Session} Session */

/** @type {WeakMap<Session, RemovalJob>} */
const jobs = new WeakMap();

/** @param {Session} session */
export function removalJobOf(session) {
  const known = jobs.get(session);
  if (known) return known;
  const job = new RemovalJob(session, new SteadyTable(jobsTable()));
  jobs.set(session, job);
  void job.recall().catch(() => {});
  return job;
}

/** Lets it stop where it is, to be gone on with by the next who signs in here. @param {Session} session */
export function endRemovalJob(session) {
  void jobs.get(session)?.pause().catch(() => {});
}
