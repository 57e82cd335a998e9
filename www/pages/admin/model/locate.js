// @ts-check
// In which line of a JSON text a value stands.

/**
 * @param {string} text  JSON that parses
 * @returns {Map<string, number>} line (from 1) by JSON pointer; where a name stands twice, its last
 */
export function linesByPointer(text) {
  /** @type {Map<string, number>} */
  const lines = new Map();
  let at = 0;
  let line = 1;

  const blank = () => {
    for (; at < text.length; at += 1) {
      const sign = text[at];
      if (sign === "\n") line += 1;
      else if (sign !== " " && sign !== "\t" && sign !== "\r") return;
    }
  };
  const string = () => {
    const begin = at;
    for (at += 1; at < text.length && text[at] !== "\""; at += 1) if (text[at] === "\\") at += 1;
    at += 1;
    return text.slice(begin, at);
  };
  const value = (/** @type {string} */ pointer) => {
    blank();
    if (!lines.has(pointer) || pointer !== "") lines.set(pointer, line);
    const sign = text[at];
    if (sign === "\"") string();
    else if (sign === "{") members(pointer);
    else if (sign === "[") entries(pointer);
    else while (at < text.length && !/[\s,\]}]/.test(/** @type {string} */ (text[at]))) at += 1;
  };
  const members = (/** @type {string} */ pointer) => {
    at += 1;
    for (blank(); at < text.length && text[at] !== "}"; blank()) {
      const begun = line;
      const name = String(JSON.parse(string())).replaceAll("~", "~0").replaceAll("/", "~1");
      blank();
      at += 1; // the colon
      value(`${pointer}/${name}`);
      lines.set(`${pointer}/${name}`, begun);
      blank();
      if (text[at] === ",") at += 1;
    }
    at += 1;
  };
  const entries = (/** @type {string} */ pointer) => {
    at += 1;
    let position = 0;
    for (blank(); at < text.length && text[at] !== "]"; blank()) {
      value(`${pointer}/${position}`);
      position += 1;
      blank();
      if (text[at] === ",") at += 1;
    }
    at += 1;
  };
  value("");
  return lines;
}

/**
 * The line of a value, or of the nearest thing around it.
 * @param {Map<string, number>} lines
 * @param {string} pointer
 */
export function lineOf(lines, pointer) {
  for (let place = pointer; place !== ""; place = place.slice(0, place.lastIndexOf("/"))) {
    const line = lines.get(place);
    if (line !== undefined) return line;
  }
  return lines.get("") ?? 1;
}

/**
 * Where the browser stopped reading a JSON text. Engines say it differently: by position, or by line and column.
 * @param {string} text
 * @param {unknown} error  what JSON.parse threw
 * @returns {number|null} the line, from 1
 */
export function lineOfError(text, error) {
  const message = String(error);
  const line = /line (\d+)/.exec(message)?.[1];
  if (line) return Number(line);
  const position = /position (\d+)/.exec(message)?.[1];
  if (position) return text.slice(0, Number(position)).split("\n").length;
  return /end of|unterminated/i.test(message) ? text.split("\n").length : null;
}
