import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTarget } from './build-target.ts';

const target = { name: 'toy', script: 'toy/build.ts', dist: 'toy/dist', sources: ['toy', 'lock.json'] };
let folder: string;
let said: string[];

const write = (path: string, text: string) => Bun.write(join(folder, path), text);
const build = () => buildTarget(target, { say: (line) => void said.push(line), folder });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'imagechat-build-'));
  said = [];
  await write('lock.json', '{}');
  await write('toy/src/a.ts', 'export const a = 1;');
  await write('toy/build.ts', "await Bun.write('toy/dist/a.js', 'built'); console.log('done');");
});
afterEach(() => rmSync(folder, { recursive: true }));

test('builds once, and again only when the content of a source changes', async () => {
  expect(await build()).toEqual({ name: 'toy', state: 'built', output: 'done' });
  expect(said).toEqual(['Building the toy …']);
  expect(await Bun.file(join(folder, 'toy/dist/a.js')).text()).toBe('built');
  expect((await build()).state).toBe('fresh');
  await write('toy/src/a.ts', 'export const a = 1;');
  await write('toy/src/a.test.ts', 'tests do not count');
  expect((await build()).state).toBe('fresh');
  for (const path of ['toy/src/a.ts', 'toy/src/new.css', 'lock.json']) {
    await write(path, 'other');
    expect((await build()).state).toBe('built');
    expect((await build()).state).toBe('fresh');
  }
});

test('a build that fails is tried again and says what it printed', async () => {
  await write('toy/build.ts', "console.error('no'); process.exit(3);");
  expect(await build()).toEqual({ name: 'toy', state: 'failed', output: 'no' });
  expect((await build()).state).toBe('failed');
});

test('a target without a build script is missing', async () => {
  rmSync(join(folder, 'toy/build.ts'));
  expect(await build()).toEqual({ name: 'toy', state: 'missing', output: 'toy/build.ts is missing' });
});
