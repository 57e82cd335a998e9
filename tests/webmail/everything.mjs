// @ts-check
/** Everything that reached a server or a disk, to be looked through. */
import { files, sent } from "../browser/traces.mjs";

/** @param {import("./stage.mjs").Webmail} webmail @returns {Promise<import("../browser/traces.mjs").Hay[]>} */
export async function everything(webmail) {
  const { stage, mail } = webmail;
  return [...sent(stage), ...sent(/** @type {any} */ (webmail)), ...await files(mail.folder, "servers"), ...await files(stage.data, "vault's server")];
}
