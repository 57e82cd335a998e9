// @ts-check
// Does detection recognise the numbers that an independent library does? python-stdnum makes and judges thousands of each
// kind, valid and not; every one of them is judged by the program of the administrator's page too.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as steward from '../../www/wasm/steward.js';

steward.initSync({ module: readFileSync(new URL('../../www/wasm/steward_bg.wasm', import.meta.url)) });

test('every number is judged as python-stdnum judges it', async () => {
  const python = process.env.ZEGEL_PYTHON ?? 'python3';
  const oracle = fileURLToPath(new URL('../detection/oracle.py', import.meta.url));
  const { stdout } = await promisify(execFile)(python, [oracle], { maxBuffer: 64 * 1024 * 1024 });
  const numbers = stdout.trim().split('\n').map((line) => /** @type {{ kind: string, text: string, valid: boolean }} */ (JSON.parse(line)));
  const wrong = numbers.filter(({ kind, text, valid }) => steward.check_number(kind, text) !== String(valid));
  assert.deepEqual(wrong.slice(0, 20), []);
  const kinds = new Set(numbers.map(({ kind }) => kind));
  const valid = numbers.filter((one) => one.valid).length;
  assert.ok(numbers.length >= 20_000 && kinds.size >= 40, `${numbers.length} numbers of ${kinds.size} kinds`);
  assert.ok(valid > numbers.length / 4 && valid < numbers.length * 3 / 4, `${valid} of ${numbers.length} are valid`);
});
