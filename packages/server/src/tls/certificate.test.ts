import { expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { selfSigned } from '../testing/self-signed.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { readCertificate } from './certificate.ts';

/** Files of a folder of their own, by name. */
function files(contents: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder.path, name), text);
  const path = (name: string): string => join(folder.path, name);
  return { path, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

test('a certificate and its key are read, with the day it ends', async () => {
  const now = Date.UTC(2026, 0, 1);
  const pair = await selfSigned('chat.test', { now, days: 30 });
  using it = files({ 'a.crt': pair.cert, 'a.key': pair.key });
  const read = await readCertificate({ cert: it.path('a.crt'), key: it.path('a.key') });
  expect(read).toEqual({ ...pair, expiresAt: now + 30 * 86_400_000 });
});

test.each([
  ['nowhere', 'a.key', /^TLS_CERT is ".*nowhere", which cannot be read: give the path/],
  ['a.crt', 'nowhere', /^TLS_KEY is ".*nowhere", which cannot be read: give the path/],
  ['words', 'a.key', /^TLS_CERT is ".*words", which holds no certificate: give a PEM file\.$/],
  [
    'a.crt',
    'words',
    /^TLS_KEY is ".*words", which holds no key that can be read: give a PEM file without a passphrase\.$/,
  ],
  ['a.key', 'a.key', /^TLS_CERT is ".*a\.key", which holds no certificate/],
  ['a.crt', 'b.key', /^The key in ".*b\.key" is not the one of the certificate in ".*a\.crt"/],
])('what cannot be used is told in one sentence: %s with %s', async (cert, key, says) => {
  const [one, other] = [await selfSigned(), await selfSigned()];
  using it = files({ 'a.crt': one.cert, 'a.key': one.key, 'b.key': other.key, words: 'not a PEM file' });
  expect(readCertificate({ cert: it.path(cert), key: it.path(key) })).rejects.toThrow(says);
});
