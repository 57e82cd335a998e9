// @ts-check
// npm run check: formatting, clippy and types, without running anything.

import { clippy, format, types } from './checks.mjs';
import { nodePackages } from './node-packages.mjs';
import { command, elapsed, say } from './run.mjs';

await command(async () => {
  const begun = Date.now();
  await nodePackages();
  for (const [name, check] of /** @type {const} */ ([['format', format], ['clippy', clippy], ['types', types]])) {
    say(`\n== ${name}`);
    await check();
  }
  say(`\nChecked in ${elapsed(begun)}.`);
});
