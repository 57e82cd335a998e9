// @ts-check
// The plain text of a formatted message, for readers that show no HTML. Written from the nodes as they stand in the
// editor: lists with bullets, quotations with "> ", links with their address. Needs nodes, not a browser.

/**
 * @typedef {{ nodeType: number, nodeName: string, nodeValue: string|null, childNodes: Iterable<TextNode>,
 *   getAttribute?: (name: string) => string|null }} TextNode  what is used of a DOM node
 */

const blocks = new Set(["DIV", "P", "UL", "OL", "LI", "BLOCKQUOTE", "PRE", "HR", "H1", "H2", "H3", "H4", "H5", "H6", "TABLE",
  "THEAD", "TBODY", "TFOOT", "TR", "TD", "TH", "SECTION", "ARTICLE", "HEADER", "FOOTER", "MAIN", "ASIDE", "FIGURE", "DL", "DT", "DD",
  "ADDRESS", "CENTER"]);

/** Blocks that stand apart from what is before and after them. */
const apart = new Set(["P", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "BLOCKQUOTE", "PRE", "TABLE", "DL"]);

/** A blank line unless there is one: `null` between lines. @typedef {string|null} Line */

/**
 * @param {TextNode} root
 * @returns {string}
 */
export function plainText(root) {
  const lines = settled(content(root, 0)).map((line) => (line === "-- " ? line : line.replace(/[ \t]+$/, "")));
  return lines.length === 0 ? "" : lines.join("\n") + "\n";
}

/**
 * Blank lines where something stands apart, one and not two; none at either end.
 * @param {Line[]} lines
 * @returns {string[]}
 */
function settled(lines) {
  /** @type {string[]} */
  const kept = [];
  for (const line of lines) {
    if (line !== null) kept.push(line);
    else if (kept.length > 0 && kept[kept.length - 1] !== "") kept.push("");
  }
  while (kept.length > 0 && kept[kept.length - 1] === "") kept.pop();
  return kept;
}

/**
 * The lines of what is inside a node.
 * @param {TextNode} node
 * @param {number} depth  of lists
 * @returns {Line[]}
 */
function content(node, depth) {
  /** @type {Line[]} */
  const lines = [];
  let running = "";
  const flush = () => {
    // The last <br> of a block only holds it open.
    const text = running.replace(/\n$/, "");
    if (running !== "" && (text.trim() !== "" || running.includes("\n"))) lines.push(...text.split("\n").map((line) => tidy(line)));
    running = "";
  };
  for (const child of node.childNodes) {
    if (blocks.has(child.nodeName)) {
      flush();
      lines.push(...block(child, depth));
    } else if (hasBlock(child)) {
      flush();
      lines.push(...content(child, depth));
    } else {
      running += inline(child);
    }
  }
  flush();
  return lines;
}

/** @param {TextNode} node @param {number} depth @returns {Line[]} */
function block(node, depth) {
  const inner = inside(node, depth);
  // A list in a list follows its item at once.
  const stands = apart.has(node.nodeName) && !(depth > 0 && (node.nodeName === "UL" || node.nodeName === "OL"));
  return stands ? [null, ...inner, null] : inner;
}

/** @param {TextNode} node @param {number} depth @returns {Line[]} */
function inside(node, depth) {
  switch (node.nodeName) {
    case "UL":
    case "OL": return list(node, depth);
    case "BLOCKQUOTE": return settled(content(node, depth)).map((line) => !line ? ">" : line.startsWith(">") ? `>${line}` : `> ${line}`);
    case "PRE": return rawText(node).replace(/\n$/, "").split("\n");
    case "HR": return [null, "---", null];
    case "TR": return [[...node.childNodes].filter((cell) => cell.nodeName === "TD" || cell.nodeName === "TH")
      .map((cell) => trimmed(content(cell, 0)).filter(Boolean).join(" ")).join(" | ")];
    default: return content(node, depth);
  }
}

/** @param {TextNode} node @param {number} depth @returns {Line[]} */
function list(node, depth) {
  let number = Number(node.getAttribute?.("start") ?? 1) || 1;
  /** @type {Line[]} */
  const lines = [];
  for (const child of node.childNodes) {
    if (child.nodeName === "UL" || child.nodeName === "OL") {
      lines.push(...list(child, depth + 1).map((line) => line && `  ${line}`));
      continue;
    }
    if (child.nodeName !== "LI") continue;
    const mark = node.nodeName === "OL" ? `${number++}. ` : "* ";
    const inner = trimmed(content(child, depth + 1));
    if (inner.length === 0) lines.push(mark.trimEnd());
    inner.forEach((line, index) => lines.push(line && (index === 0 ? mark : " ".repeat(mark.length)) + line));
  }
  return lines;
}

/** Without blank lines at either end. @param {Line[]} lines */
function trimmed(lines) {
  let from = 0;
  let to = lines.length;
  while (from < to && !lines[from]) from += 1;
  while (to > from && !lines[to - 1]) to -= 1;
  return lines.slice(from, to);
}

/** @param {TextNode} node @returns {string} */
function inline(node) {
  if (node.nodeType === 3) return (node.nodeValue ?? "").replace(/[\u200B\uFEFF]/g, "").replace(/[ \t\r\n\f]+/g, " ");
  if (node.nodeType !== 1 || node.nodeName === "STYLE" || node.nodeName === "SCRIPT") return "";
  if (node.nodeName === "BR") return "\n";
  if (node.nodeName === "IMG") return picture(node);
  let text = "";
  for (const child of node.childNodes) text += inline(child);
  return node.nodeName === "A" ? link(text, node.getAttribute?.("href") ?? "") : text;
}

/** @param {TextNode} node */
function picture(node) {
  const alt = node.getAttribute?.("alt")?.trim();
  return alt ? `[${alt}]` : "";
}

/** The address follows its words unless they are the address. @param {string} text @param {string} href */
function link(text, href) {
  const bare = (/** @type {string} */ one) => one.trim().replace(/^(?:https?:\/\/|mailto:)/i, "").replace(/\/$/, "");
  if (!/^(?:https?|ftp|mailto|tel):/i.test(href) || bare(text) === bare(href)) return text;
  return text.trim() === "" ? `<${href}>` : `${text} <${href}>`;
}

/** @param {string} line */
function tidy(line) {
  const plain = line.replace(/^ +/, "").replace(/ {2,}/g, " ").replace(/\u00A0/g, " ");
  return plain === "-- " ? plain : plain.trimEnd();
}

/** @param {TextNode} node @returns {string} */
function rawText(node) {
  if (node.nodeType === 3) return node.nodeValue ?? "";
  if (node.nodeName === "BR") return "\n";
  let text = "";
  for (const child of node.childNodes) {
    if (text !== "" && !text.endsWith("\n") && blocks.has(child.nodeName)) text += "\n";
    text += rawText(child);
  }
  return text;
}

/** @param {TextNode} node @returns {boolean} */
function hasBlock(node) {
  if (node.nodeType !== 1) return false;
  for (const child of node.childNodes) if (blocks.has(child.nodeName) || hasBlock(child)) return true;
  return false;
}
