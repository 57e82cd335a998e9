// @ts-check
// A look at an attachment without saving it: in a frame that reaches nothing, with the page's own bar over it.

import { icon } from "../../icons/icon.js";
import { element } from "../element.js";
import { lookAt } from "./kinds.js";

/** What the frame may ask for while it draws: plain names in these folders, of our own server. */
const folders = new Set(["pdf-cmaps", "pdf-fonts", "pdf-decoders"]);

/**
 * @param {{ name: string, type: string, bytes: Uint8Array }} part  under the name it is saved by
 * @param {import("../types.d.ts").Voice} voice
 * @param {() => void} onSave
 */
export function openPreview(part, { say }, onSave) {
  const look = lookAt(part);
  const title = element("strong", { class: "peek-name", dir: "auto", id: "peek-name" }, part.name);
  const status = element("span", { class: "peek-status", role: "status" });
  const control = (/** @type {string} */ key, /** @type {string} */ shape, /** @type {() => void} */ act) => element("button", {
    type: "button", class: "icon-button", "aria-label": say(key), title: say(key), on: { click: act },
  }, icon(shape));
  const back = control("preview.previous", "chevron-left", () => turn(-1));
  const on = control("preview.next", "chevron-right", () => turn(1));
  const pages = element("span", { class: "peek-pages", hidden: true }, back, status, on);
  const zooms = element("span", { class: "peek-zooms", hidden: true },
    control("preview.smaller", "minus", () => send({ zoom: "out" })), control("preview.fit", "minimize-2", () => send({ zoom: "fit" })), control("preview.larger", "plus", () => send({ zoom: "in" })));
  const place = element("div", { class: "peek-place" });
  const dialog = element("dialog", { class: "peek", "aria-labelledby": "peek-name" },
    element("div", { class: "peek-bar" }, title, pages, zooms,
      element("button", { type: "button", class: "button small", on: { click: onSave } }, icon("download", { size: 18 }), element("span", {}, say("attachments.save-word"))),
      control("app.close", "x", () => dialog.close())),
    place);
  /** @type {MessagePort|null} */
  let port = null;
  let state = { page: 1, pages: 1 };
  const send = (/** @type {object} */ message) => port?.postMessage(message);
  const turn = (/** @type {number} */ by) => {
    const page = state.page + by;
    if (page >= 1 && page <= state.pages) send({ page });
  };
  const fail = (/** @type {string} */ key) => {
    pages.hidden = true;
    zooms.hidden = true;
    place.replaceChildren(element("p", { class: "peek-note", role: "alert" }, icon("circle-alert", { size: 32 }), say(key)));
  };
  const press = (/** @type {string} */ key) => {
    if (key === "Escape") dialog.close();
    else if (key === "ArrowLeft" || key === "PageUp") turn(-1);
    else if (key === "ArrowRight" || key === "PageDown") turn(1);
    else send({ zoom: key === "-" ? "out" : key === "0" ? "fit" : "in" });
  };
  const theme = new MutationObserver(() => follow());
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => send({ dark: isDark() });
  system.addEventListener("change", follow);
  const before = document.activeElement;
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("keydown", (event) => {
    // The page around has keys of its own.
    event.stopPropagation();
    if (event.key === "Escape" || event.ctrlKey || event.altKey || event.metaKey || !/^(?:Arrow(?:Left|Right)|Page(?:Up|Down)|[-+=0])$/.test(event.key)) return;
    event.preventDefault();
    press(event.key);
  });
  dialog.addEventListener("close", () => {
    theme.disconnect();
    system.removeEventListener("change", follow);
    port?.close();
    dialog.remove();
    if (before instanceof HTMLElement) before.focus();
  });
  if (!look || look === "too-large") fail(look ? "preview.too-large" : "preview.no-text");
  else {
    const frame = element("iframe", { class: "peek-frame", title: part.name, sandbox: "allow-scripts", referrerpolicy: "no-referrer", src: "/mail/preview/frame/frame.html" });
    const waiting = element("p", { class: "peek-note waiting", role: "status" }, icon("loader-circle", { size: 20 }), say("preview.opening"));
    place.append(waiting, frame);
    if (look.cut) dialog.append(element("p", { class: "peek-cut" }, say("preview.cut")));
    frame.addEventListener("load", () => {
      const channel = new MessageChannel();
      port = channel.port1;
      port.onmessage = ({ data }) => {
        if (data.state) {
          waiting.remove();
          state = { page: Number(data.state.page) || 1, pages: Number(data.state.pages) || 1 };
          pages.hidden = state.pages < 2;
          zooms.hidden = false;
          back.disabled = state.page <= 1;
          on.disabled = state.page >= state.pages;
          status.textContent = state.pages < 2 ? "" : say("preview.page", { page: state.page, pages: state.pages });
        } else if (data.failed) fail(data.failed === "locked" ? "preview.locked" : "preview.damaged");
        else if (typeof data.key === "string") press(data.key);
        else if (data.ask) void fetched(String(data.kind), String(data.filename)).then((bytes) => send({ answer: data.ask, bytes }));
      };
      const { kind, type, text } = look;
      // The frame has no origin to name. A copy goes: the message keeps its own.
      frame.contentWindow?.postMessage({ kind, type, text, name: part.name, bytes: kind === "text" ? new Uint8Array() : part.bytes, dark: isDark() }, "*", [channel.port2]);
    }, { once: true });
  }
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {string} folder @param {string} name @returns {Promise<Uint8Array|null>} */
async function fetched(folder, name) {
  const worker = folder === "pdf" && name === "pdf-worker.js";
  if (!worker && (!folders.has(folder) || !/^[\w-]+(?:\.[\w-]+)+$/.test(name))) return null;
  try {
    const answer = await fetch(worker ? `/vendor/${name}` : `/vendor/${folder}/${name}`, { credentials: "omit" });
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

function isDark() {
  const { colorScheme } = getComputedStyle(document.documentElement);
  return colorScheme === "dark" || (colorScheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}
