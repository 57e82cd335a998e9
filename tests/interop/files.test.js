// @ts-check
// Labels in files, judged by programs that know nothing of this project: python-docx, openpyxl, python-pptx, pypdf, Pillow,
// unzip, qpdf, ExifTool and LibreOffice. Every file goes the whole way: attached, labelled as it is sent, read again.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { start } from '../../www/engine/engine.js';
import { askPython } from './python.mjs';

/** @import { Engine } from '../../www/engine/types.js' */

const ids = { low: '5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0001', high: '5d6c0f01-1b7a-4f3d-8c11-6f2a9d1e0002' };
const site = '3f0c1a52-7d1b-4c8e-9a5e-2b61d0c4e7aa';
const marks = { header: 'Top & secret', footer: 'From Noor', watermark: 'SECRET' };
const policy = {
  format: 1, serial: 1, organisation: { id: site, name: 'Example', domains: ['example.org'] },
  templates: [{ id: 'encrypt', name: 'Encrypt', description: 'Only the people addressed.' }],
  labels: [
    { id: ids.low, name: 'General', color: '#1f5fbf', files: 'properties' },
    { id: ids.high, name: 'Secret', color: '#b00020', header: { text: marks.header, color: '#b00020', alignment: 'center' },
      footer: { text: 'From ${User.Name}', alignment: 'right' }, watermark: { text: marks.watermark } },
  ],
  fileLabels: { fromMessage: 'visible' },
};

/** @type {Engine} */ let engine;
/** @type {string} */ let folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zegel-files-'));
  engine = await start();
  engine.useBundle(Buffer.from(JSON.stringify(policy)));
  await engine.ready();
});
after(() => {
  engine.close();
  rmSync(folder, { recursive: true });
});

/**
 * Sends files under a label; gives them as they arrive, and what the label's properties are.
 * @param {{ name: string, bytes: Uint8Array }[]} files
 * @param {'low'|'high'} label
 */
async function labelled(files, label) {
  const draft = {
    from: 'Noor <noor@example.org>', to: ['lee@example.org'], cc: [], bcc: [], subject: 'Files', text: 'See the files.', html: null,
    attachments: files.map(({ name, bytes }) => ({ name, type: 'application/octet-stream', size: bytes.length, contentId: null })),
    label: ids[label], protection: 'none', answers: { acknowledged: [] }, inReplyTo: null, references: [], language: 'en',
    date: '2026-03-02T09:15:00+01:00', messageId: 'files@example.org',
  };
  const { messages: [message], left } = await engine.seal(draft, { contents: files.map(({ bytes }) => bytes), certificates: [] });
  assert.ok(message);
  const { parts, labels: [mail] } = await engine.open(message.bytes);
  const action = /_ActionId=([0-9a-f-]{36})/.exec(mail?.text ?? '')?.[1] ?? '';
  const properties = (/** @type {number} */ bits) => Object.fromEntries(Object.entries({
    Enabled: 'true', SetDate: '2026-03-02T08:15:00Z', Method: 'Privileged', Name: label === 'low' ? 'General' : 'Secret', SiteId: site, ActionId: action, ContentBits: String(bits),
  }).map(([name, value]) => [`MSIP_Label_${ids[label]}_${name}`, value]));
  return { files: parts.map(({ bytes }) => Buffer.from(bytes)), left, properties };
}

/** @param {string} name @param {Uint8Array} bytes */
async function read(name, bytes) {
  const [labels] = await engine.fileLabels([{ name, type: '' }], [bytes]);
  // Others stay beside it.
  return labels?.map(({ id, organisation }) => [id, organisation]).filter(([, organisation]) => organisation === site);
}

/** @param {string} program @param {string[]} options @param {number[]} [fine] */
function run(program, options, fine = [0]) {
  const ran = spawnSync(program, options, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  assert.ok(ran.status !== null && fine.includes(ran.status), `${program} ${options.join(' ')}: ${ran.stdout}${ran.stderr}`);
  return ran.stdout;
}

/** @param {string} name @param {Uint8Array} bytes */
function put(name, bytes) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** What LibreOffice prints. @param {string} name @param {Uint8Array} bytes */
function printed(name, bytes) {
  const path = put(name, bytes);
  run('soffice', [`-env:UserInstallation=file://${join(folder, 'profile')}`, '--headless', '--convert-to', 'pdf', '--outdir', folder, path]);
  return readFileSync(join(folder, `${basename(name, name.slice(name.lastIndexOf('.')))}.pdf`));
}

const base64 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('base64');
const fixture = (/** @type {string} */ name) => readFileSync(fileURLToPath(new URL(`../cases/contents/${name}`, import.meta.url)));

for (const kind of ['docx', 'docm', 'xlsx', 'pptx']) {
  test(`${kind}: its own library finds the label and nothing else changed, before and after relabelling`, async () => {
    const original = Buffer.from(askPython('office.py', ['make'], { kind }).bytes, 'base64');
    const name = `made.${kind}`;
    const first = await labelled([{ name, bytes: original }], 'low');
    assert.deepEqual(first.left, [null]);
    const [low] = first.files;
    assert.ok(low);
    const judge = (/** @type {Buffer} */ file, /** @type {object} */ properties, shown = {}) =>
      askPython('office.py', ['judge'], { kind, original: base64(original), labelled: base64(file), properties, marks: shown });
    assert.deepEqual(judge(low, first.properties(0)), { ok: true });
    assert.deepEqual(await read(name, low), [[ids.low, site]]);
    run('unzip', ['-tq', put(name, low)]);

    const second = await labelled([{ name, bytes: low }], 'high');
    const [high] = second.files;
    assert.ok(high);
    assert.deepEqual(judge(high, second.properties(7), marks), { ok: true });
    assert.deepEqual(await read(name, high), [[ids.high, site]]);
    run('unzip', ['-tq', put(name, high)]);

    // A file never gets a lower label than it has, and the same again changes nothing.
    for (const label of /** @type {const} */ (['low', 'high'])) {
      const again = await labelled([{ name, bytes: high }], label);
      assert.ok(again.files[0]?.equals(high));
    }
  });
}

test('LibreOffice prints the same text on as many pages, with the marks beside it', async () => {
  const made = ['docx', 'xlsx', 'pptx'].map((kind) => ({ name: `print.${kind}`, bytes: Buffer.from(askPython('office.py', ['make'], { kind }).bytes, 'base64') }));
  const found = ['libreoffice.docx', 'libreoffice.xlsx', 'python-pptx.pptx', 'python-docx.docx', 'libreoffice.odt', 'libreoffice.ods', 'libreoffice.odp'].map((name) => ({ name, bytes: fixture(name) }));
  const files = [...made, ...found];
  const { files: after, left } = await labelled(files, 'high');
  assert.deepEqual(left, files.map(() => null));
  for (const [index, { name, bytes }] of files.entries()) {
    const changed = after[index];
    assert.ok(changed);
    assert.deepEqual(await read(name, changed), [[ids.high, site]], name);
    run('unzip', ['-tq', put(name, changed)]);
    const judged = askPython('portable.py', [], { do: 'judge', kind: 'pdf', before: base64(printed(name, bytes)), after: base64(printed(name, changed)) });
    const isOpenDocument = /\.od[tsp]$/.test(name);
    // A mark beside an old header stands on its line; the words of that line are openpyxl's to find.
    assert.ok(judged.keptPages && (judged.keptText || name.endsWith('.xlsx')), `${name}: ${JSON.stringify(judged)}`);
    const added = judged.added.flat().join(' ');
    // LibreOffice prints the letters of a watermark as shapes.
    for (const mark of [marks.header, marks.footer]) assert.equal(added.includes(mark), !isOpenDocument, `${name}: ${mark} in ${added}`);
  }
});

test('PDF of every make: qpdf is content, pypdf finds the label twice and the pages as they were', async () => {
  const variants = ['plain', 'rotated', 'inherited', 'updated', 'packet'].map((shape) =>
    ({ name: `${shape}.pdf`, bytes: Buffer.from(askPython('portable.py', [], { do: 'make', kind: 'pdf', shape }).bytes, 'base64') }));
  const plain = put('source.pdf', variants[0]?.bytes ?? Buffer.alloc(0));
  for (const [name, ...options] of [['linearised', '--linearize'], ['streams', '--object-streams=generate'], ['qdf', '--qdf']]) {
    const path = join(folder, `${name}.pdf`);
    run('qpdf', [...options, plain, path]);
    variants.push({ name: `${name}.pdf`, bytes: readFileSync(path) });
  }
  variants.push(...['libreoffice.pdf', 'reportlab.pdf', 'pypdf.pdf', 'qpdf-object-streams.pdf'].map((name) => ({ name, bytes: fixture(name) })));
  const first = await labelled(variants, 'low');
  const second = await labelled(variants.map(({ name }, at) => ({ name, bytes: first.files[at] ?? Buffer.alloc(0) })), 'high');
  for (const [at, { name, bytes }] of variants.entries()) {
    for (const [{ files, left, properties }, label, bits] of /** @type {const} */ ([[first, 'low', 0], [second, 'high', 7]])) {
      const file = files[at] ?? Buffer.alloc(0);
      assert.equal(left[at], null, name);
      // An appended update ends linearisation, which qpdf remarks upon with 3.
      run('qpdf', ['--check', put(name, file)], [0, 3]);
      const judged = askPython('portable.py', [], { do: 'judge', kind: 'pdf', before: base64(bytes), after: base64(file) });
      const { information, packet, added, ...kept } = judged;
      const own = (/** @type {Record<string, string>} */ all) => Object.fromEntries(Object.entries(all).filter(([key]) => key.includes('5d6c0f01')));
      assert.deepEqual([own(information), own(packet)], [properties(bits), properties(bits)], name);
      assert.deepEqual(Object.entries(kept).filter(([key, value]) => key !== 'pages' && value !== true), [], name);
      const shown = added.flat().join(' ');
      for (const mark of Object.values(marks)) assert.equal(shown.includes(mark), label === 'high', `${name}: ${mark} in ${shown}`);
      assert.deepEqual(await read(name, file), [[ids[label], site]], name);
      assert.match(run('exiftool', ['-a', '-G1', '-s', join(folder, name)]), new RegExp(`Enabled *: true`, 'i'));
    }
  }
});

test('pictures keep every pixel, and ExifTool finds the label', async () => {
  const wanted = ['png', 'jpeg', 'tiff'].flatMap((kind) => [{ kind, packet: false }, { kind, packet: true }]);
  const files = [...wanted, { kind: 'png', packet: true, packed: true }].map((how, at) =>
    ({ name: `${at}.${how.kind}`, kind: how.kind, bytes: Buffer.from(askPython('portable.py', [], { do: 'make', ...how }).bytes, 'base64') }));
  const first = await labelled(files, 'low');
  const second = await labelled(files.map(({ name }, at) => ({ name, bytes: first.files[at] ?? Buffer.alloc(0) })), 'high');
  for (const [at, { name, kind, bytes }] of files.entries()) {
    for (const [{ files: after, left, properties }, label] of /** @type {const} */ ([[first, 'low'], [second, 'high']])) {
      const file = after[at] ?? Buffer.alloc(0);
      assert.equal(left[at], null, name);
      const judged = askPython('portable.py', [], { do: 'judge', kind, before: base64(bytes), after: base64(file) });
      assert.deepEqual(judged, { packet: properties(0), keptPacket: true, keptPixels: true }, name);
      assert.deepEqual(await read(name, file), [[ids[label], site]], name);
      assert.match(run('exiftool', ['-a', '-G1', '-s', put(name, file)]), new RegExp(`Enabled *: true`, 'i'));
    }
  }
});

test('what cannot be changed without doubt stays as it is, and it is said why', async () => {
  const whole = Buffer.from(askPython('office.py', ['make'], { kind: 'docx' }).bytes, 'base64');
  const plain = put('source.pdf', fixture('reportlab.pdf'));
  run('qpdf', ['--encrypt', 'user', 'owner', '256', '--', plain, join(folder, 'locked.pdf')]);
  const files = [
    ['encrypted', 'locked.pdf', readFileSync(join(folder, 'locked.pdf'))], ['encrypted', 'msoffcrypto.xlsx', fixture('msoffcrypto.xlsx')],
    ['damaged', 'cut.docx', whole.subarray(0, whole.length - 100)], ['damaged', 'cut.pdf', fixture('reportlab.pdf').subarray(0, 900)],
    ['unsupported', 'zip.zip', fixture('zip.zip')], ['unsupported', 'notes.txt', Buffer.from('only text')], ['unsupported', 'libreoffice.doc', fixture('libreoffice.doc')],
    ['damaged', 'pretends.docx', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100)])], ['damaged', 'pretends.pdf', Buffer.from('%PDF-1.7\nnothing')],
  ].map(([why, name, bytes]) => ({ why, name: String(name), bytes: Buffer.from(/** @type {Buffer} */ (bytes)) }));
  const { files: after, left } = await labelled(files, 'high');
  assert.deepEqual(left, files.map(({ why }) => why));
  for (const [at, { name, bytes }] of files.entries()) assert.ok(after[at]?.equals(bytes), name);
  assert.deepEqual(await engine.labelable(files, files.map(({ bytes }) => bytes)), left);
});
