import { expect, test } from 'bun:test';
import { ALSO_PLATFORM, shortNames } from './short-names.ts';

const names = await shortNames();

test('names that only the files of the widget know become short, each another', () => {
  for (const name of ['view', 'talk', 'room', 'desks', 'createConversation'])
    expect(names.get(name)).toMatch(/^\w\w?$/);
  expect(new Set(names.values()).size).toBe(names.size);
});

test.each([
  ['go over the wire', ['broadcastId', 'seq', 'urlId', 'conversations', 'people', 'replyTo']],
  ['pages pass or read', ['tenantId', 'update', 'destroy', 'onInit', 'loginURL', 'commenterName']],
  ['texts have in braces', ['n', 'x', 'region', 'name', 'line', 'text']],
  ['the browser keeps', ['place', 'text', 'replyTo']],
  ['are attributes', ['class', 'part', 'start', 'crossorigin', 'enterkeyhint']],
  ['the platform calls', ['connectedCallback']],
  ['one file imports from another', ['mountWindows', 'openStream', 'onDemand', 'seldom', 'receive']],
])('names stay that %s', (_, outside) => {
  for (const name of outside) if (!isPlatforms(name)) expect(names.has(name)).toBe(false);
});

test('no short name is one that a property has already', () => {
  const short = new Set(names.values());
  for (const name of ['t', 'i', 'e', 'x', 'y', 'v', 'at', 'by', 'id', 'on', 'as', 'ok', 'n'])
    expect(short.has(name)).toBe(false);
  for (const name of names.keys()) expect(short.has(name)).toBe(false);
});

/** These are in the table and kept by Terser, which knows the platform's names. */
function isPlatforms(name: string): boolean {
  return name === 'start' && !ALSO_PLATFORM.has(name);
}
