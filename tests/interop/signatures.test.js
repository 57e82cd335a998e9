// @ts-check
// A signature counts only if a key of the sender's address, sound at the time, made it for this reader.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curve25519, gnupg } from './gnupg.mjs';
import { answerPayload, assertAnswer } from './mail.mjs';
import { encryptPackets } from './openpgp-js.mjs';
import { armor, binaryIn, wrap } from './pgp-mime.mjs';
import { bytesOf, draft, open, person, seal } from './zegel.mjs';

/** Lee's answer, signed by gpg's key. @param {import('./gnupg.mjs').GnuPG} gpg @param {string} signer @param {string[]} [options] */
function signed(gpg, signer, options = [], payload = answerPayload()) {
  return wrap(gpg.run([...options, '--armor', '--sign', '--encrypt', '-u', signer, '-r', 'noor@example.org'], payload).output);
}

test('a signature by a key of somebody else is no signature of the sender', (t) => {
  const gpg = gnupg(t);
  const noor = person('noor@example.org');
  gpg.run(['--import'], noor.certificate);
  const mara = gpg.makeKey(curve25519, 'Mara Novak <mara@example.com>');
  const opened = open(signed(gpg, mara), noor, [gpg.certificate(mara)]);
  assertAnswer(opened);
  assert.equal(opened.signature.state, 'wrong-sender');
  assert.equal(opened.signature.signerAddress, 'mara@example.com');
});

test('a signature by a revoked key is invalid', (t) => {
  const gpg = gnupg(t);
  const noor = person('noor@example.org');
  gpg.run(['--import'], noor.certificate);
  const lee = gpg.makeKey(curve25519);
  const message = signed(gpg, lee);
  gpg.revoke(lee);
  assert.equal(open(message, noor, [gpg.certificate(lee)]).signature.state, 'invalid');
});

test('a signature made before its key expired stays valid, one made after it never was', (t) => {
  const gpg = gnupg(t);
  // gpg encrypts to no key from its future.
  const noor = { secret: gpg.secret(gpg.makeKey({ ...curve25519, at: '20190101' }, 'noor@example.org')) };
  const lee = gpg.makeKey({ ...curve25519, at: '20200101', expires: '1y' });
  const clock = (/** @type {string} */ day) => ['--faked-system-time', `${day}T120000`, '--ignore-time-conflict'];
  assert.equal(open(signed(gpg, lee, clock('20200601')), noor, [gpg.certificate(lee)]).signature.state, 'valid');
  // gpg refuses to sign with an expired key, so the key lives longer at home than in the certificate Noor has.
  const published = gpg.certificate(lee);
  gpg.run([...clock('20201001'), '--passphrase', '', '--quick-set-expire', lee, 'never']);
  assert.equal(open(signed(gpg, lee, clock('20230601')), noor, [published]).signature.state, 'invalid');
  assert.equal(open(signed(gpg, lee, clock('20230601')), noor, [gpg.certificate(lee)]).signature.state, 'valid');
});

test('a signature from the future or over SHA-1 is invalid', (t) => {
  const gpg = gnupg(t);
  const noor = person('noor@example.org');
  gpg.run(['--import'], noor.certificate);
  const lee = gpg.makeKey({ primary: 'rsa2048', sub: 'rsa2048' });
  const future = signed(gpg, lee, ['--faked-system-time', '20990101T120000']);
  assert.equal(open(future, noor, [gpg.certificate(lee)]).signature.state, 'invalid');
  const weak = signed(gpg, lee, ['--digest-algo', 'SHA1']);
  assert.equal(open(weak, noor, [gpg.certificate(lee)]).signature.state, 'invalid');
});

test('a signature counts for the From inside, and a contradicting one outside changes nothing', (t) => {
  const gpg = gnupg(t);
  const noor = person('noor@example.org');
  gpg.run(['--import'], noor.certificate);
  const lee = gpg.makeKey(curve25519);
  const message = signed(gpg, lee).replace('From: Lee Chen <lee@example.com>', 'From: mara@example.com');
  const opened = open(message, noor, [gpg.certificate(lee)]);
  assert.equal(opened.signature.state, 'valid');
  assert.equal(opened.headers.from.address, 'lee@example.com');
  // Someone who signs as themselves and writes another's name inside is found out.
  const pretended = signed(gpg, lee, [], answerPayload({ from: 'Mara <mara@example.com>' }));
  assert.equal(open(pretended, noor, [gpg.certificate(lee)]).signature.state, 'wrong-sender');
});

test('a message that a reader passes on under our signature says that it was meant for others', async (t) => {
  const gpg = gnupg(t);
  const [noor, mara] = [person('noor@example.org'), person('mara@example.com')];
  const lee = gpg.makeKey(curve25519);
  gpg.run(['--import'], noor.certificate);
  const [sent] = seal(draft({ text: 'for Lee only' }), { from: noor, certificates: [gpg.certificate(lee)] });
  // Lee takes the encryption off, keeps the signature, and encrypts to Mara.
  const unwrapped = gpg.run(['--unwrap'], await binaryIn(bytesOf(sent))).output;
  const passedOn = armor(await encryptPackets(unwrapped, mara.certificate));
  const opened = open(wrap(passedOn, { from: 'noor@example.org', to: 'mara@example.com' }), mara, [noor.certificate]);
  assert.match(opened.text, /for Lee only/);
  assert.equal(opened.signature.state, 'not-intended-for-you');
});
