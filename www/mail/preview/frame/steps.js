// @ts-check
// Steps of enlarging, as people know them.

const steps = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];

/**
 * @param {number} now
 * @param {"in"|"out"} how
 */
export function stepped(now, how) {
  return how === "in" ? steps.find((step) => step > now + 0.01) ?? now : steps.findLast((step) => step < now - 0.01) ?? now;
}
