// @ts-check
// How a frame fits into its host: theme, language, what can be seen of it, and the height that its content and its dialogs need.

import { sayIn } from "../mail/texts/texts.js";

/** @typedef {import("./types.d.ts").Place} Place */

/** @param {string} language @returns {import("../mail/types.d.ts").Voice} */
export function voiceIn(language) {
  const known = language.toLowerCase().startsWith("nl") ? "nl" : "en";
  document.documentElement.lang = known;
  return { language: known, say: sayIn(known) };
}

/**
 * @param {import("./handshake.js").Met} met
 * @param {import("./visible.js").Sight} sight
 * @returns {Place & { voice: () => import("../mail/types.d.ts").Voice }}
 */
export function takePlace({ host, connect, port }, sight) {
  let voice = voiceIn(connect.language);
  useTheme(connect.theme);
  const heard = new EventTarget();
  /** @type {ReturnType<typeof takePlace>} */
  const place = {
    host, kind: connect.kind, keyring: connect.keyring, visible: null,
    voice: () => voice,
    onVoice: (listener) => heard.addEventListener("voice", () => listener(voice)),
    onVisible: (listener) => heard.addEventListener("visible", () => place.visible && listener(place.visible)),
    seen: () => sight.seen(),
    whenSeen: () => sight.whenSeen(),
  };
  port.on("theme", ({ theme }) => useTheme(theme));
  port.on("language", ({ language }) => {
    voice = voiceIn(String(language));
    heard.dispatchEvent(new Event("voice"));
  });
  const { style } = document.documentElement;
  /** @type {number|null} */
  let fitted = null;
  // Made as small as what is seen of it, a frame shows the same as before.
  const follow = () => { if (fitted !== null) scrollTo({ top: fitted, behavior: "instant" }); };
  port.on("visible", ({ top, bottom, room, of }) => {
    if (!Number.isFinite(top) || !Number.isFinite(bottom)) return;
    place.visible = { top, bottom };
    style.setProperty("--seen-top", `${Math.max(0, top)}px`);
    style.setProperty("--seen-height", `${Math.max(0, bottom - top)}px`);
    if (Number.isFinite(room)) style.setProperty("--seen-room", `${Math.max(0, room)}px`);
    const whole = of !== null && Number.isFinite(of);
    style.height = whole ? `${of}px` : "";
    // As it was scrolled for that, it would show less than before.
    if (!whole && fitted !== null) scrollTo({ top: 0, behavior: "instant" });
    fitted = whole ? Math.max(0, top) : null;
    follow();
    heard.dispatchEvent(new Event("visible"));
  });
  addEventListener("resize", follow);
  return place;
}

/** @param {unknown} theme */
function useTheme(theme) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

/**
 * Tells the host how high the frame has to be: as its content, or as the dialog that lies on it.
 * @param {HTMLElement} page
 * @param {(height: number, asks: boolean) => void} tell
 */
export function tellHeight(page, tell) {
  let last = "";
  const measure = () => {
    const dialogs = [.../** @type {NodeListOf<HTMLDialogElement>} */ (document.querySelectorAll("dialog[open]"))];
    const needed = dialogs.map((dialog) => dialog.offsetTop + dialog.offsetHeight + 16);
    const height = page.hidden ? 0 : Math.ceil(Math.max(page.offsetHeight, ...needed));
    // Other dialogs are as high as the frame, some of them: made smaller for one, it would grow with it again, for ever.
    const asks = dialogs.some((dialog) => dialog.classList.contains("agree"));
    const next = `${height} ${asks}`;
    if (next !== last) tell(height, asks);
    last = next;
  };
  const sizes = new ResizeObserver(measure);
  sizes.observe(page);
  // Dialogs come and go as the last children of the body.
  new MutationObserver((records) => {
    for (const { addedNodes } of records) for (const node of addedNodes) if (node instanceof HTMLDialogElement) sizes.observe(node);
    measure();
  }).observe(document.body, { childList: true });
  return measure;
}
