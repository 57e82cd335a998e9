// @ts-check
// A PDF, a page at a time: drawn, with its words over it. No script of it runs, no link of it leads anywhere, no form of it is filled in.

import { GlobalWorkerOptions, TextLayer, getDocument } from "/vendor/pdf.js";
import { asScript } from "./as-script.js";
import { stepped } from "./steps.js";

/** A page is not drawn with more dots than this, however far it is enlarged. */
const mostDots = 16_000_000;

/** What pdf.js asks for beside the file; it comes from the page around the frame. */
const kinds = /** @type {Record<string, string>} */ ({ cMapUrl: "pdf-cmaps", standardFontDataUrl: "pdf-fonts", wasmUrl: "pdf-decoders" });

/**
 * @param {import("./frame.js").Shown} shown
 * @param {import("./frame.js").Surroundings} around
 * @returns {Promise<import("./frame.js").View>}
 */
export async function showPdf({ bytes }, { place, tell, ask }) {
  GlobalWorkerOptions.workerPort = worker(await ask("pdf", "pdf-worker.js"));
  const pdf = await getDocument({
    // Fonts come by messages as well: what is not in the file would be asked of an address otherwise.
    data: bytes, verbosity: 0, enableXfa: false, useWorkerFetch: false, disableWorkerRendering: true, useSystemFonts: false, maxImageSize: 100_000_000, canvasMaxAreaInBytes: 4 * mostDots,
    cMapUrl: "cmaps/", standardFontDataUrl: "fonts/", wasmUrl: "decoders/",
    BinaryDataFactory: class {
      /** @param {{ kind: string, filename: string }} wish */
      fetch({ kind, filename }) { return ask(kinds[kind] ?? "", filename); }
    },
  }).promise;
  let at = 1;
  /** Null for as wide as fits. @type {number|null} */
  let scale = null;
  let last = 1;
  let turn = 0;
  /** The one that is drawn at the moment. @type {{ cancel: () => void }|null} */
  let drawing = null;
  const draw = async () => {
    const mine = turn += 1;
    drawing?.cancel();
    const page = await pdf.getPage(at);
    if (mine !== turn) return;
    const { width } = page.getViewport({ scale: 1 });
    const shown = scale ?? Math.min(1.5, Math.max(0.1, (innerWidth - 32) / width));
    last = shown;
    const viewport = page.getViewport({ scale: shown });
    const dots = Math.min(devicePixelRatio, Math.sqrt(mostDots / (viewport.width * viewport.height)));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.floor(viewport.width * dots));
    canvas.height = Math.max(1, Math.floor(viewport.height * dots));
    canvas.setAttribute("aria-hidden", "true");
    const sheet = document.createElement("div");
    sheet.className = "page";
    sheet.style.width = `${viewport.width}px`;
    sheet.style.height = `${viewport.height}px`;
    sheet.style.setProperty("--total-scale-factor", String(shown));
    const words = document.createElement("div");
    words.className = "words";
    sheet.append(canvas, words);
    const render = page.render({ canvas, viewport, transform: dots === 1 ? undefined : [dots, 0, 0, dots, 0, 0] });
    drawing = render;
    await render.promise;
    if (mine !== turn) return;
    place.replaceChildren(sheet);
    tell({ page: at, pages: pdf.numPages, percent: Math.round(shown * 100) });
    await new TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport }).render();
  };
  const later = () => void draw().catch((error) => {
    if (error?.name !== "RenderingCancelledException") tell({ page: at, pages: pdf.numPages, percent: 0 });
  });
  await draw();
  addEventListener("resize", () => scale === null && later());
  return {
    zoom(how) {
      scale = how === "fit" ? null : stepped(last, how);
      later();
    },
    turn(page) {
      if (page < 1 || page > pdf.numPages) return;
      at = page;
      scrollTo(0, 0);
      later();
    },
  };
}

/**
 * The half of pdf.js that reads the file. A document without an origin may start only workers whose words it has itself.
 * @param {Uint8Array} bytes
 */
function worker(bytes) {
  const own = URL.createObjectURL(new Blob([asScript(new TextDecoder().decode(bytes))], { type: "text/javascript" }));
  const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("zegel", { createScriptURL: () => own });
  return new Worker(policy ? policy.createScriptURL(own) : own);
}
