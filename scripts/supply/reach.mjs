// @ts-check
// What the sources of a dependency reach for. Counted in all of its library, whether it is compiled for us or not: an upper bound.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param {string} module  of Rust's standard library, also inside braces */
const standard = (module) => new RegExp(`\\bstd\\s*::\\s*(?:\\{[^}]*\\b)?${module}\\b`);

/** @type {[string, RegExp][]} */
const inRust = [
  ['files', standard('fs')], ['network', standard('net')], ['processes', standard('process')], ['environment', standard('env')], ['threads', standard('thread')],
  ['C', /\bextern\s*"(?:C|system)"|#\[link\b/], ['processor', /\b(?:core|std)::arch\b|\basm!/], ['JavaScript', /\b(?:js_sys|web_sys|wasm_bindgen)\b/],
];

/** @type {[string, RegExp][]} */
const inScripts = [
  ['network', /\bfetch\s*\(|\bXMLHttpRequest\b|\bWebSocket\b|\bsendBeacon\b|\bEventSource\b|\bimportScripts\b/],
  ['storage', /\blocalStorage\b|\bsessionStorage\b|\bindexedDB\b|\bdocument\.cookie\b/],
  ['code from text', /\beval\s*\(|\bnew\s+Function\b/], ['workers', /\bnew\s+(?:Shared)?Worker\b/],
  ['document', /\bdocument\.|\bDOMParser\b/], ['markup', /\binnerHTML\b|\binsertAdjacentHTML\b/], ['clipboard', /\bclipboard(?:Data)?\b/],
  ['Node', /(?:from|import|require)\s*\(?\s*["'](?:node:)?(?:fs|net|http|https|child_process|worker_threads|process|module)(?:\/\w+)?["']/],
];

/** @typedef {{ unsafe: number, forbids: boolean, touches: string[] }} Reach */

/** @param {string} library  a crate's first file @returns {Reach} */
export function reachOfCrate(library) {
  const text = textsOf(dirname(library), /\.rs$/, /(?:^|\/)(?:tests?|benches|examples)(?:\/|\.rs$)/).map(withoutWords).join('\n');
  const forbids = /#!\[forbid\([^)]*\bunsafe_code\b/.test(withoutWords(readFileSync(library, 'utf8')));
  return { unsafe: text.match(/\bunsafe\b/g)?.length ?? 0, forbids, touches: touched(text, inRust) };
}

/** @param {string[]} files  scripts that are shipped @returns {string[]} */
export function reachOfScripts(files) {
  return touched(files.map((file) => withoutComments(readFileSync(file, 'utf8'))).join('\n'), inScripts);
}

/** @param {string} text @param {[string, RegExp][]} signs */
function touched(text, signs) {
  return signs.filter(([, sign]) => sign.test(text)).map(([name]) => name);
}

/** @param {string} folder @param {RegExp} wanted @param {RegExp} left */
function textsOf(folder, wanted, left) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')).sort();
  return names.filter((name) => wanted.test(name) && !left.test(name)).map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** Rust without comments, strings and characters: words there do nothing. What C is called by stays. @param {string} source */
export function withoutWords(source) {
  const piece = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|\b(?:b|c)?r(#*)"[\s\S]*?"\1|(extern\s*)?(?:\bb|\bc)?"(?:\\[\s\S]|[^"\\])*"|b?'(?:\\(?:u\{[^}]*\}|x..|.)|[^'\\\n])'/g;
  return source.replace(piece, (found, _hashes, isAbi) => (isAbi ? found : ' '));
}

/** JavaScript without its comments, as far as no string looks like one. @param {string} source */
function withoutComments(source) {
  return source.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/(^|[\s;{}])\/\/[^\n]*/g, '$1');
}
