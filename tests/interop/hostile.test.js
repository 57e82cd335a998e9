// @ts-check
// What must not open: data without integrity protection, changed data, chunks that the machine cannot take.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import * as openpgp from 'openpgp';
import { curve25519, gnupg } from './gnupg.mjs';
import { answerPayload, assertAnswer, assertNothingShown } from './mail.mjs';
import * as openpgpJs from './openpgp-js.mjs';
import { armor, binaryIn, joined, packets, wrap } from './pgp-mime.mjs';
import { open, person } from './zegel.mjs';

const { aead } = openpgp.enums;

/**
 * Opens a message whose data packet was changed.
 * @param {string} sealed
 * @param {{ secret: Uint8Array }} reader
 * @param {(packet: { tag: number, body: Buffer }) => { tag: number, body: Buffer }} change
 */
async function openChanged(sealed, reader, change) {
  const list = packets(await binaryIn(sealed)).map((packet) => (packet.tag === 18 ? change(packet) : packet));
  return open(wrap(armor(joined(list))), reader);
}

/** A message in SEIPDv1 and one in SEIPDv2, each with its reader. */
async function examples() {
  const noor = person('noor@example.org');
  const older = await openpgpJs.makeKey('noor@example.org', 4);
  return {
    v1: { reader: older, sealed: await openpgpJs.write(answerPayload(), { to: [older.certificate] }) },
    v2: { reader: noor, sealed: await openpgpJs.write(answerPayload(), { to: [noor.certificate], config: { preferredAEADAlgorithm: aead.ocb } }) },
  };
}

test('the messages of this file open as long as nobody changes them', async () => {
  const { v1, v2 } = await examples();
  for (const { sealed, reader } of [v1, v2]) assertAnswer(await openChanged(sealed, reader, (packet) => packet));
});

test('a message of GnuPG in the old manner, without integrity protection, does not open', (t) => {
  const gpg = gnupg(t);
  const noor = { secret: gpg.secret(gpg.makeKey(curve25519, 'noor@example.org')) };
  const options = ['--rfc2440', '--cipher-algo', 'AES', '--armor', '--encrypt', '-r', 'noor@example.org'];
  const sealed = gpg.run(options, answerPayload()).output;
  assert.match(gpg.attempt(['--list-packets'], sealed).output.toString(), /^:encrypted data packet:\n\tlength: \S+\n(?!\tmdc)/m);
  const opened = open(wrap(sealed), noor);
  assertNothingShown(opened);
  assert.equal(opened.encryption.state, 'unsupported');
});

test('integrity protection taken off on the way does not make a message open', async () => {
  const { v1, v2 } = await examples();
  for (const { sealed, reader } of [v1, v2]) {
    const opened = await openChanged(sealed, reader, ({ body }) => ({ tag: 9, body: body.subarray(1) }));
    assertNothingShown(opened);
    assert.equal(opened.encryption.state, 'unsupported');
  }
});

test('one container does not open as the other', async () => {
  const { v1, v2 } = await examples();
  const version = (/** @type {number} */ octet) => (/** @type {{ tag: number, body: Buffer }} */ { tag, body }) =>
    ({ tag, body: Buffer.concat([Buffer.from([octet]), body.subarray(1)]) });
  for (const octet of [0, 1, 2, 3, 255]) {
    if (octet !== 1) assertNothingShown(await openChanged(v1.sealed, v1.reader, version(octet)));
    if (octet !== 2) assertNothingShown(await openChanged(v2.sealed, v2.reader, version(octet)));
  }
});

test('a bit changed anywhere in the data, or its end cut off, shows nothing', async () => {
  const examplesOfBoth = await examples();
  for (const { sealed, reader } of Object.values(examplesOfBoth)) {
    const length = packets(await binaryIn(sealed)).at(-1)?.body.length ?? 0;
    for (const at of [1, 2, 3, 4, 20, 40, 60, 100, Math.floor(length / 2), length - 40, length - 22, length - 21, length - 20, length - 17, length - 1]) {
      assertNothingShown(await openChanged(sealed, reader, ({ tag, body }) => {
        const changed = Buffer.from(body);
        changed[at] = (changed[at] ?? 0) ^ 1;
        return { tag, body: changed };
      }));
    }
    for (const kept of [0, 1, 10, 36, 50, length - 22, length - 16, length - 1]) {
      assertNothingShown(await openChanged(sealed, reader, ({ tag, body }) => ({ tag, body: body.subarray(0, kept) })));
    }
  }
});

test('large OCB chunks open where they are honest, and what is forged or unknown is refused and the next message opens', async () => {
  const { v2 } = await examples();
  const noor = person('noor@example.org', 'v6');
  for (const octet of [14, 15, 16]) {
    const honest = await openpgpJs.write(answerPayload(), {
      to: [noor.certificate], config: { preferredAEADAlgorithm: aead.ocb, aeadChunkSizeByte: octet },
    });
    assert.deepEqual([...packets(await binaryIn(honest)).at(-1)?.body.subarray(0, 4) ?? []], [2, 9, 2, octet]);
    assertAnswer(open(wrap(honest), noor));
    // Somebody else's, or one's own while the keys are locked.
    assert.equal(open(wrap(honest), person('daan@example.org', 'v6')).encryption.state, 'not-for-you');
    // Cut off after it was packed, so that its own length is more than there is.
    const whole = await binaryIn(honest);
    for (const end of [whole.length - 1, whole.length - 40]) {
      const cut = open(wrap(armor(Buffer.from(whole).subarray(0, end))), noor);
      assertNothingShown(cut);
      assert.equal(cut.encryption.state, 'damaged');
    }
    const forged = (/** @type {number} */ cipher) => openChanged(v2.sealed, v2.reader, ({ tag, body }) => {
      const changed = Buffer.from(body);
      [changed[1], changed[3]] = [cipher, octet];
      return { tag, body: changed };
    });
    // AES-192 is for the library, which cannot take such chunks here.
    for (const [cipher, state] of /** @type {const} */ ([[9, 'damaged'], [8, 'unsupported']])) {
      const opened = await forged(cipher);
      assertNothingShown(opened);
      assert.equal(opened.encryption.state, state, `chunk octet ${octet}`);
    }
    assertAnswer(open(wrap(v2.sealed), v2.reader));
  }
});

test('chunk sizes and algorithms that do not exist show nothing and the next message opens', async () => {
  const { v2 } = await examples();
  const chunks = [17, 63, 64, 255].map((chunk) => [2, 9, 2, chunk]);
  const ciphers = [0, 1, 2, 3, 4, 10, 11, 99, 110, 255].map((cipher) => [2, cipher, 2, 6]);
  const modes = [0, 1, 4, 99, 100, 110, 255].map((mode) => [2, 9, mode, 6]);
  const crashes = [];
  for (const head of [...chunks, ...ciphers, ...modes]) {
    try {
      assertNothingShown(await openChanged(v2.sealed, v2.reader, ({ tag, body }) => ({ tag, body: Buffer.concat([Buffer.from(head), body.subarray(4)]) })));
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      crashes.push(head);
    }
    assertAnswer(open(wrap(v2.sealed), v2.reader));
  }
  assert.deepEqual(crashes, []);
});

for (const mode of /** @type {const} */ (['gcm', 'ocb'])) {
  test(`the largest chunks of ${mode.toUpperCase()} open`, async () => {
    const noor = person('noor@example.org', 'v6');
    const octets = 5_000_000;
    const sealed = await openpgpJs.write(answerPayload({ octets }), { to: [noor.certificate], config: { preferredAEADAlgorithm: aead[mode], aeadChunkSizeByte: 16 } });
    assertAnswer(open(wrap(sealed), noor), { octets });
  });
}

test('a session key that names us and is none shows nothing', async () => {
  const { v1, v2 } = await examples();
  for (const { sealed, reader } of [v1, v2]) {
    const list = packets(await binaryIn(sealed));
    for (const at of [1, 20, 40, 60, 90]) {
      const changed = list.map(({ tag, body }) => {
        if (tag !== 1 || at >= body.length) return { tag, body };
        const copy = Buffer.from(body);
        copy[at] = (copy[at] ?? 0) ^ 1;
        return { tag, body: copy };
      });
      assertNothingShown(open(wrap(armor(joined(changed))), reader));
    }
    const without = list.filter(({ tag }) => tag !== 1);
    assertNothingShown(open(wrap(armor(joined(without))), reader));
    assertAnswer(open(wrap(sealed), reader));
  }
});

test('data after the encrypted data does not become part of the mail', async () => {
  const { v1 } = await examples();
  const literal = { tag: 11, body: Buffer.concat([Buffer.from('b\0\0\0\0\0', 'latin1'), Buffer.from('Subject: forged figures\r\n\r\nforged')]) };
  const list = packets(await binaryIn(v1.sealed));
  for (const around of [[...list, literal], [literal, ...list], [...list, ...list]]) {
    const opened = open(wrap(armor(joined(around))), v1.reader);
    assert.ok(!JSON.stringify([opened.text, opened.html, opened.headers]).includes('forged'));
    assert.ok(opened.encryption.state !== 'encrypted' || opened.parts.length === 3);
  }
});

test('packets that nobody expects inside the encryption show nothing, and the next message opens', async () => {
  const { v1 } = await examples();
  const literal = joined([{ tag: 11, body: Buffer.concat([Buffer.from('b\0\0\0\0\0', 'latin1'), answerPayload()]) }]);
  const store = (/** @type {Buffer} */ inside) => joined([{ tag: 8, body: Buffer.concat([Buffer.from([1]), deflateRawSync(inside)]) }]);
  const nested = (/** @type {number} */ depth) => Array.from({ length: depth }).reduce((/** @type {Buffer} */ inside) => store(inside), literal);
  const bomb = store(joined([{ tag: 8, body: Buffer.concat([Buffer.from([1]), deflateRawSync(Buffer.alloc(1 << 24))]) }]));
  const marker = joined([{ tag: 10, body: Buffer.from('PGP') }]);
  const padding = joined([{ tag: 21, body: Buffer.alloc(32) }]);
  const certificate = Buffer.from(v1.reader.certificate);
  const again = await openpgpJs.encryptPackets(literal, v1.reader.certificate);
  const read = async (/** @type {Buffer} */ content) =>
    open(wrap(armor(await openpgpJs.encryptPackets(content, v1.reader.certificate))), v1.reader);
  assertAnswer(await read(literal));
  assertAnswer(await read(nested(1)));
  const crashes = [];
  const contents = { nested: nested(20), bomb, certificate, again, empty: Buffer.alloc(0), noise: Buffer.alloc(1000, 0x5a), marker, padding };
  for (const [name, content] of Object.entries(contents)) {
    try {
      assertNothingShown(await read(content));
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw new Error(name, { cause: error });
      crashes.push(name);
    }
    assertAnswer(open(wrap(v1.sealed), v1.reader));
  }
  assert.deepEqual(crashes, []);
});

test('random changes anywhere in a message never end the program', async () => {
  const { v1, v2 } = await examples();
  let state = 20_260_302;
  const random = (/** @type {number} */ below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (const { sealed, reader } of [v1, v2]) {
    const whole = await binaryIn(sealed);
    for (let round = 0; round < 300; round += 1) {
      const changed = Buffer.from(whole);
      const until = random(3) === 0 ? changed.length : 130;
      for (let count = 1 + random(3); count > 0; count -= 1) changed[random(until)] = random(256);
      let opened;
      try {
        opened = open(wrap(armor(changed)), reader);
      } catch (error) {
        throw new Error(`the program ended at ${changed.subarray(0, 140).toString('hex')}`, { cause: error });
      }
      // Some octets mean nothing, such as those of a key ID that is tried all the same.
      if (opened.encryption.state === 'encrypted') assertAnswer(opened);
      else assertNothingShown(opened);
    }
  }
});
