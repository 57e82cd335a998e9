// @ts-check
// Which part of a frame can be seen in the window: for what lies in it to lie there, and, while it asks something, for the frame
// to be no more than that.

/** CSS pixels of a frame that are not the vault's. */
export const edge = 1;
/** Milliseconds without scrolling after which a page stands still. */
const still = 150;

/**
 * Chromium counts all of a frame as covered where something lies at a part of it that is scrolled away, a bar above a scrolled form for one.
 * `fit` with true, while the frame asks what it must be seen for, makes its content as large as what can be seen; its box stays as it is.
 * @param {HTMLIFrameElement} frame
 * @param {(seen: import("./protocol.d.ts").HostTells["visible"]) => void} tell
 * @returns {{ fit(wanted: boolean): void, show(): void, end(): void }}
 */
export function watchSeen(frame, tell) {
  let fitting = false;
  let told = "";
  let waiting = 0;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let after;
  /** @param {number} above @param {number} below */
  const pad = (above, below) => { frame.style.padding = `${above + edge}px ${edge}px ${below + edge}px`; };
  /** @param {IntersectionObserverEntry[]} entries */
  const see = (entries) => {
    const { intersectionRect, boundingClientRect } = entries[entries.length - 1];
    if (intersectionRect.height === 0) return;
    const full = Math.round(boundingClientRect.height);
    // Nothing that lies beside what is seen touches one of its pixels.
    const top = Math.ceil(intersectionRect.top - boundingClientRect.top);
    const bottom = Math.floor(intersectionRect.bottom - boundingClientRect.top);
    const fits = fitting && bottom - top > 2 * edge && (top > 0 || bottom < full);
    const seen = { top, bottom, room: innerHeight, of: fits ? full - 2 * edge : null };
    const next = JSON.stringify(seen);
    if (fits) pad(top, full - bottom);
    else pad(0, 0);
    if (next === told) return;
    told = next;
    tell(seen);
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
  const moved = () => {
    if (!fitting) return again();
    clearTimeout(after);
    after = setTimeout(again, still);
  };
  const sizes = new ResizeObserver(moved);
  sizes.observe(frame, { box: "border-box" });
  const listen = { capture: true, passive: true };
  addEventListener("scroll", moved, listen);
  addEventListener("resize", moved, listen);
  again();
  return {
    fit(wanted) {
      if (wanted === fitting) return;
      fitting = wanted;
      if (wanted) this.show();
      again();
    },
    // As much of it as there is room for.
    show() { frame.scrollIntoView({ block: "nearest" }); },
    end() {
      cancelAnimationFrame(waiting);
      clearTimeout(after);
      observer.disconnect();
      sizes.disconnect();
      removeEventListener("scroll", moved, listen);
      removeEventListener("resize", moved, listen);
    },
  };
}
