// @ts-check
// Putting a label into a large file, and a plain copy of the same octets beside it: labelling has to copy too, and should
// cost nothing else.

import { alternate } from './alternate.mjs';
import { noise } from './mail.mjs';
import { program } from './zegel.mjs';

/** @typedef {import('./alternate.mjs').Effort} Effort */

const id = '6f1d2a34-0c1e-4b57-9a80-3b7c5d9e1f02';
const policy = {
  format: 1, serial: 1, organisation: { id: '3f0c1a52-7d1b-4c8e-9a5e-2b61d0c4e7aa', name: 'Example', domains: ['example.org'] },
  labels: [{ id, name: 'Confidential', color: '#b00020', header: { text: '${Item.Label}', alignment: 'center' }, watermark: { text: '${Item.Label}' } }],
  templates: [{ id: 'encrypt', name: 'Encrypt', description: 'Only the people addressed.' }],
  defaultLabel: id, fileLabels: { fromMessage: 'visible' },
};

/** @param {string} text */
const octets = (text) => new TextEncoder().encode(text);

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** A document whose picture has so many octets. @param {number} size */
export function docx(size) {
  const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  const types = 'http://schemas.openxmlformats.org/package/2006/content-types';
  const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const main = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';
  const contents = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  /** @type {[string, Uint8Array][]} */
  const files = [
    ['[Content_Types].xml', octets(`<?xml version="1.0"?><Types xmlns="${types}"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="${contents}"/></Types>`)],
    ['_rels/.rels', octets(`<?xml version="1.0"?><Relationships xmlns="${relationships}"><Relationship Id="rId1" Type="${main}" Target="word/document.xml"/></Relationships>`)],
    ['word/document.xml', octets(`<?xml version="1.0"?><w:document ${w}><w:body><w:p><w:r><w:t>Text</w:t></w:r></w:p><w:sectPr/></w:body></w:document>`)],
    ['word/media/image1.png', noise(size)],
  ];
  const [parts, directory] = [/** @type {Uint8Array[]} */ ([]), /** @type {Uint8Array[]} */ ([])];
  let offset = 0;
  for (const [name, bytes] of files) {
    const local = new DataView(new ArrayBuffer(30));
    const central = new DataView(new ArrayBuffer(46));
    local.setUint32(0, 0x04034b50, true);
    central.setUint32(0, 0x02014b50, true);
    central.setUint16(4, 20, true);
    for (const [view, at] of /** @type {const} */ ([[local, 4], [central, 6]])) {
      view.setUint16(at, 20, true);
      view.setUint16(at + 8, 0x21, true); // 1 January 1980
      view.setUint32(at + 10, crc32(bytes), true);
      view.setUint32(at + 14, bytes.length, true);
      view.setUint32(at + 18, bytes.length, true);
      view.setUint16(at + 22, name.length, true);
    }
    central.setUint32(42, offset, true);
    parts.push(new Uint8Array(local.buffer), octets(name), bytes);
    directory.push(new Uint8Array(central.buffer), octets(name));
    offset += 30 + name.length + bytes.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, directory.reduce((sum, { length }) => sum + length, 0), true);
  end.setUint32(16, offset, true);
  return joined([...parts, ...directory, new Uint8Array(end.buffer)]);
}

/** A page whose stream has so many octets. @param {number} size */
export function pdf(size) {
  const objects = [
    octets('<</Type/Catalog/Pages 2 0 R>>'), octets('<</Type/Pages/Kids[3 0 R]/Count 1>>'),
    octets('<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R>>'),
    joined([octets('<</Length 0>>stream\n\nendstream')]), joined([octets(`<</Length ${size}>>stream\n`), noise(size), octets('\nendstream')]),
  ];
  /** @type {Uint8Array[]} */
  const parts = [octets('%PDF-1.7\n')];
  let at = parts[0]?.length ?? 0;
  const places = objects.map((object, index) => {
    const place = at;
    const whole = joined([octets(`${index + 1} 0 obj\n`), object, octets('\nendobj\n')]);
    parts.push(whole);
    at += whole.length;
    return place;
  });
  const entries = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(octets(`xref\n0 ${places.length + 1}\n0000000000 65535 f \n${entries}trailer\n<</Size ${places.length + 1}/Root 1 0 R>>\nstartxref\n${at}\n%%EOF\n`));
  return joined(parts);
}

/**
 * @param {{ format: 'docx'|'pdf', size: number }} wanted
 * @param {Effort} effort
 */
export async function label({ format, size }, effort) {
  const folder = new URL('/wasm/', location.href).href;
  const decider = await program(folder, 'decider', 'files');
  const { Marker } = await import(new URL('/engine/marker.js', location.href).href);
  const { handle } = JSON.parse(decider.use_bundle(octets(JSON.stringify(policy)), ''));
  const bytes = format === 'docx' ? docx(size) : pdf(size);
  const draft = JSON.stringify({
    from: 'noor@example.org', to: ['lee@example.com'], cc: [], bcc: [], subject: 'Report', text: 'See the file.', html: null,
    attachments: [{ name: `report.${format}`, type: 'application/octet-stream', size: bytes.length, contentId: null }], label: null,
    protection: null, answers: { acknowledged: [] }, inReplyTo: null, references: [], language: 'en', date: '2026-03-02T09:15:00Z', messageId: 'a@example.org',
  });
  const attached = { whole: true, unsupported: false, too_large: false, encrypted: false, executable: false, names: [], labels: [] };
  const sight = JSON.stringify({ words: [], patterns: [], data: [], later: [], attachments: [attached] });
  const [permit] = decider.permit(handle, draft, sight, Date.now()).split('\n');
  decider.drop_bundle(handle);
  const ours = new Marker(folder);
  const once = await ours.mark(permit, crypto.randomUUID(), [bytes]);
  if (once.left[0] !== null) throw new Error(`the file was left as it is: ${once.left[0]}`);
  const samples = await alternate([
    { name: 'zegel', run: () => ours.mark(permit, crypto.randomUUID(), [bytes]) },
    { name: 'plain copy', run: () => bytes.slice() },
  ], effort);
  return { about: `${once.contents[0].length - bytes.length} octets more`, samples };
}
