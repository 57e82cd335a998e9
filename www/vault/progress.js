// @ts-check
// Progress as a host may know it: how far, not how many octets there were before they were sealed, nor of how many files.

/**
 * @param {{ tell(name: "progress", what: { stage: string, done: number, total: number }): void }} port
 * @returns {(progress: { stage: string, done: number, total: number }) => void}
 */
export function tellProgress(port) {
  let last = "";
  return (progress) => {
    // Of the other stages each step is a file or a person.
    const { stage, done, total } = told.has(progress.stage) ? progress : { stage: "preparing", done: 0, total: 0 };
    const share = total > 0 ? Math.floor(Math.min(1, done / total) * hundred) : 0;
    if (last === `${stage} ${share}`) return;
    last = `${stage} ${share}`;
    port.tell("progress", { stage, done: share, total: hundred });
  };
}

const hundred = 100;

/** Stages in which all octets pass by, whatever they belong to. */
const told = new Set(["sealing", "sending", "opening"]);
