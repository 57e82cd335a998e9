// @ts-check

/**
 * A text as a picture for a camera.
 * @param {string} text
 * @param {string} name  what screen readers say of it
 */
export async function qrCode(text, name) {
  const { default: encodeQR } = await import(/** @type {any} */ ("/vendor/qr.js"));
  /** @type {boolean[][]} */
  const rows = encodeQR(text, "raw", { border: 2 });
  const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: `0 0 ${rows.length} ${rows.length}`, role: "img", "aria-label": name, class: "qr" })) svg.setAttribute(key, value);
  const dots = document.createElementNS("http://www.w3.org/2000/svg", "path");
  dots.setAttribute("d", path);
  svg.append(dots);
  return svg;
}
