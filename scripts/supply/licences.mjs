// @ts-check
// Whether a licence lets us ship what is under it: SPDX expressions (OR, AND, WITH, brackets), and crates.io's older "MIT/Apache-2.0".

/**
 * @param {string|null} expression
 * @param {readonly string[]} allowed  identifiers
 */
export function isAllowed(expression, allowed) {
  if (!expression) return false;
  const tokens = expression.replaceAll('/', ' OR ').match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  /** @returns {boolean} */
  const either = () => {
    let holds = both();
    while (tokens[at] === 'OR') { at += 1; const other = both(); holds = holds || other; }
    return holds;
  };
  /** @returns {boolean} */
  const both = () => {
    let holds = one();
    while (tokens[at] === 'AND') { at += 1; const other = one(); holds = holds && other; }
    return holds;
  };
  /** @returns {boolean} */
  const one = () => {
    if (tokens[at] === '(') {
      at += 1;
      const holds = either();
      const closed = tokens[at] === ')';
      at += 1;
      return holds && closed;
    }
    let name = tokens[at] ?? '';
    at += 1;
    if (tokens[at] === 'WITH') { name += ` WITH ${tokens[at + 1] ?? ''}`; at += 2; }
    return allowed.includes(name);
  };
  const holds = either();
  // What is left over was not understood, and what is not understood is not allowed.
  return holds && at === tokens.length;
}
