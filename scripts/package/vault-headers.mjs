// @ts-check
// The header fields that whoever hosts the vault's files sends with them, as our own server does: for any file, and where it
// is another for some.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { securityHeaders } from '../../server/security-headers.mjs';

/** In the place of the organisation's webmail, which only whoever hosts it knows. */
const host = 'https://mail.example.org';

/** @param {string} folder  of the package */
export function vaultHeaders(folder) {
  const any = securityHeaders('/engine/engine.js', [host]);
  // What ends in a slash holds for all below it.
  const paths = ['/vault/', ...readdirSync(join(folder, 'www'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.\w+$/.test(name) && !name.endsWith('.d.ts') && !name.startsWith('vault/')).map((name) => `/${name.replaceAll('\\', '/')}`).sort()];
  const others = paths.flatMap((path) => {
    const headers = securityHeaders(path, [host]);
    return JSON.stringify(headers) === JSON.stringify(any) ? [] : [[path, headers]];
  });
  return { host, any, others: Object.fromEntries(others) };
}
