// @ts-check
// Which part of a frame can be seen in the window, for what lies in it to lie there.

/**
 * @param {HTMLIFrameElement} frame
 * @param {(visible: { top: number, bottom: number }) => void} tell  in the frame's own CSS pixels
 * @returns {() => void} ends it
 */
export function watchSeen(frame, tell) {
  let [top, bottom] = [-1, -1];
  let waiting = 0;
  /** @param {IntersectionObserverEntry[]} entries */
  const see = (entries) => {
    const { intersectionRect, boundingClientRect } = entries[entries.length - 1];
    const next = [Math.round(intersectionRect.top - boundingClientRect.top), Math.round(intersectionRect.bottom - boundingClientRect.top)];
    if (intersectionRect.height === 0 || (next[0] === top && next[1] === bottom)) return;
    [top, bottom] = next;
    tell({ top, bottom });
  };
  // An observer tells once when it begins, and whatever scrolls around the frame is taken into account.
  let observer = new IntersectionObserver(see);
  const again = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      observer.disconnect();
      observer = new IntersectionObserver(see);
      observer.observe(frame);
    });
  };
  const sizes = new ResizeObserver(again);
  sizes.observe(frame);
  const listen = { capture: true, passive: true };
  addEventListener("scroll", again, listen);
  addEventListener("resize", again, listen);
  again();
  return () => {
    cancelAnimationFrame(waiting);
    observer.disconnect();
    sizes.disconnect();
    removeEventListener("scroll", again, listen);
    removeEventListener("resize", again, listen);
  };
}
