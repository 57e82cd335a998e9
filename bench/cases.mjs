// @ts-check
// What is measured in the page, and how often. The larger, the fewer rounds: the whole takes about a quarter of an hour.

/**
 * `apart`: takes minutes by itself, and is measured only when it is named.
 * @typedef {{ name: string, call: string, wanted: Record<string, unknown>, rounds: number, warmUp?: number, apart?: boolean }} Case
 */

const KiB = 1024;
const MiB = 1024 * KiB;
const kinds = { 'v4-seipd1': 'v4, SEIPDv1', 'v4-seipd2': 'v4, SEIPDv2', 'v6-seipd2': 'v6, SEIPDv2' };

/** So many octets of file that the MIME entity around it, in lines of base64, has about `size`. @param {number} size */
const within = (size) => Math.max(1, Math.floor((size * 57) / 78));

/** `slow`: how often rPGP is run, which takes seconds. */
const sizes = [
  { title: '10 KiB', octets: 10 * KiB, rounds: 40, warmUp: 10 }, { title: '1 MiB', octets: MiB, rounds: 9, warmUp: 2 },
  { title: '10 MiB', octets: 10 * MiB, rounds: 5, warmUp: 1, slow: 2 }, { title: '50 MiB', octets: 50 * MiB, rounds: 3, warmUp: 1, slow: 1 },
  { title: '100 MiB', octets: 100 * MiB, rounds: 3, warmUp: 0, slow: 1 },
];

/** @returns {Case[]} */
export function cases() {
  return [...smallMails(), ...largeMails(), ...octets(), ...others()];
}

/** @returns {Case[]} */
function smallMails() {
  /** @type {Case[]} */
  const all = [];
  for (const [kind, name] of Object.entries(kinds)) {
    for (const [readers, rounds] of /** @type {const} */ ([[1, 40], [10, 40], [50, 20], [200, 8], [1000, 3]])) {
      // Version 6 differs by nothing that grows with their number.
      if (kind === 'v6-seipd2' && readers > 50) continue;
      for (const fresh of [false, true]) {
        all.push({ name: `seal 10 KiB to ${readers}, ${name}${fresh ? ', from bytes' : ''}`, call: 'seal', wanted: { kind, size: 9.5 * KiB, readers, fresh }, rounds });
      }
    }
  }
  for (const [kind, name] of Object.entries(kinds)) {
    for (const fresh of [false, true]) {
      all.push({ name: `open 20 KiB, ${name}${fresh ? ', from bytes' : ''}`, call: 'open', wanted: { kind, size: 19.5 * KiB, readers: 10, fresh }, rounds: 40 });
    }
  }
  all.push({ name: 'seal 10 KiB to 1,000, a message each', call: 'mailing', wanted: { kind: 'v4-seipd2', messages: 1000 }, rounds: 2, warmUp: 1 });
  return all;
}

/** @returns {Case[]} */
function largeMails() {
  return sizes.slice(1).flatMap(({ title, octets, rounds, warmUp, slow }) => /** @type {const} */ (['v4-seipd1', 'v4-seipd2']).flatMap((kind) => {
    // What is asked of the browser's cryptography is the same in every size.
    const wanted = { kind, size: 2 * KiB, readers: 1, attached: octets, fresh: false, counts: octets === 10 * MiB, ...(slow && { slow }) };
    return /** @type {const} */ (['seal', 'open']).map((call) => ({ name: `${call} a mail with a file of ${title}, ${kinds[kind]}`, call, wanted, rounds, warmUp }));
  }));
}

/** @returns {Case[]} */
function octets() {
  /** @type {Case[]} */
  const all = [];
  for (const { title, octets, rounds, warmUp, slow } of sizes) {
    for (const kind of /** @type {const} */ (['v4-seipd1', 'v4-seipd2'])) {
      const wanted = { kind, size: 2 * KiB, readers: 1, attached: within(octets), ...(slow && { slow }) };
      const name = `${title}, ${kinds[kind].slice(4)}`;
      all.push({ name: `encrypt ${name}`, call: 'encrypt', wanted: { ...wanted, signed: false }, rounds, warmUp });
      all.push({ name: `sign and encrypt ${name}`, call: 'encrypt', wanted: { ...wanted, signed: true }, rounds, warmUp });
      all.push({ name: `decrypt and verify ${name}`, call: 'decrypt', wanted: { ...wanted, attached: octets }, rounds, warmUp });
    }
    // OpenPGP.js decrypts about 3 MiB of OCB in a second.
    const few = { slow: 1, theirs: octets > MiB ? 1 : undefined };
    if (octets <= 10 * MiB) all.push({ name: `decrypt and verify ${title}, OCB`, call: 'decrypt', wanted: { kind: 'v4-seipd2', ocb: true, size: 2 * KiB, readers: 1, attached: octets, ...(octets > 10 * KiB && few) }, rounds: Math.min(rounds, 5), warmUp });
  }
  return all;
}

/** @returns {Case[]} */
function others() {
  /** @type {Case[]} */
  const all = [];
  for (const kind of ['v4', 'v6']) all.push({ name: `make a ${kind} key`, call: 'makeKey', wanted: { kind }, rounds: 40 });
  all.push({ name: 'seal 10 KiB to a passphrase', call: 'letter', wanted: {}, rounds: 7 });
  all.push({ name: 'unlock a key, iterated S2K', call: 'unlock', wanted: {}, rounds: 9 });
  for (const [kind, name] of Object.entries(kinds)) all.push({ name: `parts, ${name}`, call: 'parts', wanted: { kind }, rounds: 40 });
  // One thing doubled at a time: what a decision costs must grow no faster than the text.
  const load = { text: MiB, rules: 300, types: 20, words: 10_000, patterns: 60 };
  const larger = [
    load, { ...load, text: MiB / 2 }, { ...load, text: 2 * MiB }, { ...load, rules: 150 }, { ...load, rules: 600 }, { ...load, words: 5000 },
    { ...load, words: 20_000 }, { ...load, patterns: 120 }, { ...load, types: 10 }, { ...load, text: 4 * KiB },
  ];
  for (const wanted of larger) {
    const { text, rules, types, words, patterns } = wanted;
    all.push({ name: `decide: ${text / KiB} KiB, ${rules} rules, ${types} types, ${words} words, ${patterns} patterns`, call: 'decide', wanted, rounds: 5 });
  }
  all.push({ name: 'choose a key for each of 50 people', call: 'choose', wanted: { people: 50 }, rounds: 30 });
  all.push({ name: 'index a file of 10 000 certificates', call: 'index', wanted: { certificates: 10_000 }, rounds: 5 });
  for (const format of ['docx', 'pdf']) all.push({ name: `label a ${format} of 20 MiB`, call: 'label', wanted: { format, size: 20 * MiB }, rounds: 9 });
  all.push({ name: 'search in 50 000 protected messages', call: 'search', wanted: { messages: 50_000 }, rounds: 9, apart: true });
  return all;
}
