// @ts-check
// What must not be in a program, so that it is the same wherever it is made: the folders of whoever made it. Panics name the file
// they stand in, and without this the builder's home would be in what everybody downloads.

import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * The environment for compiling the programs. Flags of one's own would make other programs, so there are none.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [sources]  the folder that is compiled
 * @returns {NodeJS.ProcessEnv}
 */
export function reproducible(env, sources = root) {
  const home = env.CARGO_HOME ?? join(homedir(), '.cargo');
  const { RUSTFLAGS: _, ...others } = env;
  return {
    ...others, CARGO_INCREMENTAL: '0',
    // Paths may have blanks; this variable parts its flags by a character that none has.
    CARGO_ENCODED_RUSTFLAGS: [[join(home, 'registry', 'src'), '/crates'], [sources, '/zegel']].map(([from, to]) => `--remap-path-prefix=${from}=${to}`).join('\x1f'),
  };
}
