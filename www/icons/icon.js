// @ts-check
// Icons as SVG elements built node by node: no markup is parsed, so Trusted Types has nothing to object to.
// A padlock is never decoration here: `lock` means encrypted.

import { shapes } from "./shapes.js";

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * @param {string} name a name in shapes.js
 * @param {{ size?: number, label?: string }} [options] without a label the icon is hidden from assistive technology
 * @returns {SVGSVGElement}
 */
export function icon(name, { size = 20, label } = {}) {
  const shape = shapes[name];
  if (!shape) throw new RangeError(`no icon is called ${name}`);
  const svg = document.createElementNS(svgNamespace, "svg");
  const attributes = {
    viewBox: "0 0 24 24", width: String(size), height: String(size), fill: "none", stroke: "currentColor",
    "stroke-width": "1.75", "stroke-linecap": "round", "stroke-linejoin": "round", focusable: "false",
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  svg.classList.add("icon");
  if (label === undefined) {
    svg.setAttribute("aria-hidden", "true");
  } else {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  }
  for (const [tag, values] of shape) {
    const node = document.createElementNS(svgNamespace, tag);
    for (const [key, value] of Object.entries(values)) node.setAttribute(key, value);
    svg.append(node);
  }
  return svg;
}
