// @ts-check
// Makes one script of a page's modules, as the server would have handed them out one by one.

import { readFileSync } from 'node:fs';
import { dirname, posix, relative } from 'node:path';

/**
 * A plugin for esbuild. Where a module stood counts for what it loads beside it: it goes on finding it from where the script will stand.
 * @param {string} www the folder with the pages, by its real path
 * @param {string} entry the page's first module, within it
 * @param {(path: string) => string|undefined} vendor the file that is served at an address below /vendor/
 * @returns {import('esbuild').Plugin}
 */
export function asServed(www, entry, vendor) {
  return {
    name: 'as served',
    setup(building) {
      building.onResolve({ filter: /^\/vendor\// }, ({ path }) => ({ path: vendor(path) }));
      building.onLoad({ filter: /\.m?js$/ }, ({ path }) => {
        const place = `new URL(${JSON.stringify(posix.relative(dirname(entry), relative(www, path)))}, import.meta.url).href`;
        return { contents: readFileSync(path, 'utf8').replaceAll(/(?<!["'`])\bimport\.meta\.url\b(?!["'`])/g, place), loader: 'js' };
      });
    },
  };
}
