// @ts-check

import { fill } from "../../button/say.js";

/**
 * The composer's words: `tell(key, params)`.
 * @param {string} language
 * @returns {Promise<(key: string, params?: Record<string, unknown>) => string>}
 */
export async function words(language) {
  const { default: texts } = language.startsWith("nl") ? await import("./texts/nl.js") : await import("./texts/en.js");
  return (key, params = {}) => {
    const text = texts[key] ?? key;
    return typeof text === "function" ? text(params) : fill(text, params);
  };
}
