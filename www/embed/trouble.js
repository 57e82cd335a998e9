// @ts-check
// What stands in the place of a frame that does not work: a sentence that says what to do, and a way to try again.

import { sentence } from "./words.js";

/** Through CSSOM, since a host's policy may forbid styles in markup. @param {HTMLElement} one @param {Record<string, string>} values */
export function style(one, values) {
  for (const [name, value] of Object.entries(values)) one.style.setProperty(name, value);
}

/**
 * @param {string} code
 * @param {string} language
 * @param {Record<string, string>} values
 * @param {"light"|"dark"|"auto"} theme
 * @param {(() => void)|null} retry
 */
export function troublePanel(code, language, values, theme, retry) {
  const panel = document.createElement("div");
  panel.setAttribute("role", "alert");
  panel.dataset.zegel = code;
  style(panel, {
    display: "flex", "flex-wrap": "wrap", gap: "12px", "align-items": "center", padding: "14px 16px", border: "1px solid light-dark(#dfe2e8, #2f333d)", "border-radius": "8px",
    background: "light-dark(#f4f5f7, #1f2229)", color: "light-dark(#1a1d24, #e7e9ee)", font: "14px/1.5 system-ui, sans-serif", "box-sizing": "border-box", "overflow-wrap": "anywhere",
    "color-scheme": theme === "auto" ? "light dark" : theme,
  });
  const text = document.createElement("span");
  style(text, { flex: "1 1 16rem", "min-width": "0" });
  text.textContent = sentence(code, language, values);
  panel.append(text);
  if (retry) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sentence("retry", language);
    style(button, {
      font: "inherit", "font-weight": "500", padding: "6px 12px", "min-height": "36px", "border-radius": "8px", border: "1px solid light-dark(#868e9d, #737b8b)",
      background: "light-dark(#fff, #16181d)", color: "inherit", cursor: "pointer",
    });
    button.addEventListener("click", retry);
    panel.append(button);
  }
  return panel;
}

/**
 * Why a frame says nothing: the vault does not let itself be framed here, or it is not there. What comes is not
 * looked at, only whether something comes.
 * @param {URL} vault
 * @returns {Promise<"frame-refused"|"vault-unreachable">}
 */
export async function whySilent(vault) {
  try {
    await fetch(new URL("config.json", vault), { mode: "no-cors", credentials: "omit", cache: "no-store" });
    return "frame-refused";
  } catch {
    // A policy that forbids to ask says so a moment later.
    await new Promise((resolve) => { setTimeout(resolve); });
    return "vault-unreachable";
  }
}
