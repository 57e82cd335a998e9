// @ts-check
// The person's keys, in Roundcube's settings: a frame of the vault and nothing else.

import { Place } from "./place.js";
import { say } from "./words.js";

export function showSettings() {
  const container = document.getElementById("zegel-settings");
  const { identities, address } = /** @type {import("./roundcube.d.ts").ZegelEnv} */ (rcmail.env.zegel);
  if (!container) return;
  const who = Object.values(identities).find(({ email }) => email === address) ?? { email: address, name: "" };
  const place = new Place({ container, kind: "settings", who, title: say("settings"), waiting: say("loading"), height: { least: 320 }, onAgain: () => void open() });
  const open = async () => {
    const port = await place.open().catch(() => null);
    await port?.ask("show", {}).catch(() => {});
  };
  void open();
}
