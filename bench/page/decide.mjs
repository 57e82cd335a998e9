// @ts-check
// Deciding on a large draft by a large bundle, and the naive way beside it: JavaScript's own regular expressions, one for
// all words and one for each pattern, over the same text.

import { alternate } from './alternate.mjs';
import { program } from './zegel.mjs';

/** @typedef {{ text: number, rules: number, types: number, words: number, patterns: number }} Load */
/** @typedef {import('./alternate.mjs').Effort} Effort */

/** A text of words, the same every time; a few sensitive numbers stand in it. @param {number} length */
function prose(length) {
  let state = 42;
  const next = (/** @type {number} */ below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  const syllables = ['ka', 'lo', 'mi', 'ter', 'van', 'de', 'ring', 'son', 'pel', 'aar', 'ou', 'streng', 'ij', 'man', 'dor', 'fel'];
  const word = () => Array.from({ length: 1 + next(4) }, () => syllables[next(syllables.length)]).join('');
  const numbers = ['4111 1111 1111 1111', 'BSN 111222333', 'NL91 ABNA 0417 1643 00', '020-5551234', 'order 739201'];
  const parts = [];
  for (let made = 0; made < length;) {
    const piece = next(60) === 0 ? numbers[next(numbers.length)] ?? '' : word();
    const end = next(12) === 0 ? '.\n' : ' ';
    parts.push(piece, end);
    made += piece.length + end.length;
  }
  return parts.join('').slice(0, length);
}

const types = [
  'payment-card', 'iban', 'nl-bsn', 'us-ssn', 'uk-nino', 'uk-nhs', 'de-tax-id', 'fr-nir', 'be-national-number', 'it-codice-fiscale',
  'es-dni', 'pl-pesel', 'us-aba-routing', 'passport-mrz', 'email-address', 'phone-number', 'eu-vat', 'us-itin', 'nl-passport', 'eu-vat-nl',
];

/** @param {Load} load @param {{ id: string }[]} known */
function bundleOf(load, known) {
  const ids = known.map(({ id }) => id);
  // Names of the build; a type it calls otherwise is replaced by another, so that the number stays the same.
  const asked = types.slice(0, load.types).map((id, at) => (ids.includes(id) ? id : ids[ids.length - 1 - at] ?? ''));
  const words = Array.from({ length: load.words }, (_, at) => `project${at.toString(36)}x${(at * 7919 % 997).toString(36)}`);
  const patterns = Array.from({ length: load.patterns }, (_, at) => `\\b(case|file)-${at}\\d{4}[A-Z]?\\b`);
  const conditions = (/** @type {number} */ at) => [
    { SubjectOrBodyContainsWords: [`alpha${at}`, `beta ${at} gamma`] },
    { SentToScope: 'NotInOrganization', SubjectOrBodyContainsWords: [`delta${at}`] },
    { MessageContainsDataClassifications: [{ name: asked[at % asked.length], minCount: 1 + at }] },
    { SubjectOrBodyMatchesPatterns: [patterns[at % patterns.length]] },
    { SubjectOrBodyContainsWords: [{ wordList: 'projects' }] },
  ][at % 5];
  return {
    format: 1, serial: 1, organisation: { id: '3f0c1a52-7d1b-4c8e-9a5e-2b61d0c4e7aa', name: 'Example', domains: ['example.org'] },
    templates: [{ id: 'encrypt', name: 'Encrypt', description: 'Only the people addressed.' }],
    wordLists: [{ id: 'projects', words }],
    rules: Array.from({ length: load.rules }, (_, at) => ({
      id: `rule-${at}`, name: `Rule ${at}`, conditions: conditions(at), actions: { ApplyRightsProtectionTemplate: 'encrypt' },
    })),
    words, patterns,
  };
}

/**
 * @param {Load} load
 * @param {Effort} effort
 */
export async function decide(load, effort) {
  const folder = new URL('/wasm/', location.href).href;
  const [decider, detector, steward] = await Promise.all(['decider', 'detector', 'steward'].map((name) => program(folder, name, 'decide')));
  const { words, patterns, ...bundle } = bundleOf(load, JSON.parse(steward.data_types()));
  const bytes = new TextEncoder().encode(JSON.stringify(bundle));
  const read = JSON.parse(decider.use_bundle(bytes, ''));
  const eyes = JSON.parse(detector.use_bundle(bytes));
  if (read.mistakes || eyes.mistakes) throw new Error(JSON.stringify(read.mistakes ?? eyes.mistakes).slice(0, 500));
  const text = prose(load.text);
  const draft = {
    from: 'noor@example.org', to: ['lee@example.com'], cc: [], bcc: [], subject: 'Report', text, html: null, attachments: [], label: null,
    protection: null, answers: { acknowledged: [] }, inReplyTo: null, references: [], language: 'en', date: '', messageId: '',
  };
  const none = new Uint32Array();
  // As the engine does it for every keystroke: the draft is written anew, both programs read it.
  const whole = () => {
    const written = JSON.stringify(draft);
    return decider.decide(read.handle, written, detector.see(eyes.handle, written, none), Date.now());
  };
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const naive = [new RegExp(`\\b(?:${escaped.join('|')})\\b`, 'giu'), ...patterns.map((pattern) => new RegExp(pattern, 'gi'))];
  const samples = await alternate([
    { name: 'zegel', run: whole },
    { name: 'RegExp, words and patterns only', run: () => naive.map((expression) => text.match(expression)?.length ?? 0) },
  ], effort);
  const held = JSON.parse(whole()).reasons.length;
  decider.drop_bundle(read.handle);
  detector.drop_bundle(eyes.handle);
  return { about: `${held} rules held, bundle of ${bytes.length} octets`, samples };
}
