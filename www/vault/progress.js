// @ts-check
// Progress as a host may know it: how far, not how many octets there were before they were sealed.

/**
 * @param {{ tell(name: "progress", what: { stage: string, done: number, total: number }): void }} port
 * @returns {(progress: { stage: string, done: number, total: number }) => void}
 */
export function tellProgress(port) {
  let last = "";
  return ({ stage, done, total }) => {
    const share = total > 0 ? Math.floor(Math.min(1, done / total) * hundred) : 0;
    if (last === `${stage} ${share}`) return;
    last = `${stage} ${share}`;
    port.tell("progress", { stage, done: share, total: hundred });
  };
}

const hundred = 100;
