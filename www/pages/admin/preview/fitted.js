// @ts-check
// Something of a fixed width, made as small as the place it is in.

/** @type {WeakMap<HTMLElement, { width: number, height: number }>} */
const sizes = new WeakMap();
/** @type {WeakSet<HTMLElement>} */
const watched = new WeakSet();

const observer = new ResizeObserver((entries) => { for (const { target } of entries) fit(/** @type {HTMLElement} */ (target)); });

/**
 * @param {HTMLElement} box  with one child
 * @param {{ width?: number, height?: number }} size  of the child
 */
export function fitInto(box, size) {
  sizes.set(box, { width: 600, height: 560, ...sizes.get(box), ...size });
  if (!watched.has(box)) {
    watched.add(box);
    observer.observe(box);
  }
  fit(box);
}

/** @param {HTMLElement} box */
function fit(box) {
  const size = sizes.get(box);
  const inner = box.firstElementChild;
  const room = box.clientWidth;
  if (!size || !(inner instanceof HTMLElement) || room === 0) return;
  const scale = Math.min(1, room / size.width);
  for (const [property, value] of [["width", `${size.width}px`], ["height", `${size.height}px`], ["transform", scale === 1 ? "none" : `scale(${scale})`]]) {
    if (inner.style.getPropertyValue(String(property)) !== value) inner.style.setProperty(String(property), String(value));
  }
  const height = `${Math.ceil(size.height * scale)}px`;
  if (box.style.height !== height) box.style.setProperty("height", height);
}
