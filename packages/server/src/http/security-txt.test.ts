import { expect, test } from 'bun:test';
import { selfSigned } from '../testing/self-signed.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const PATH = '/.well-known/security.txt';

test('RFC 9116: it says where to report weaknesses, for a while, and over https where it stands', async () => {
  const certificate = { ...(await selfSigned()), expiresAt: Number.POSITIVE_INFINITY };
  await using server = await startTestServer({ certificate, securityContact: 'mailto:security@example.com' });
  const answer = await server.fetch(PATH);
  expect([answer.status, answer.headers.get('content-type')?.toLowerCase()]).toEqual([
    200,
    'text/plain; charset=utf-8',
  ]);
  const fields = (await answer.text()).split('\r\n').map((line) => line.split(/: (.*)/s).slice(0, 2));
  expect(fields).toEqual([
    ['Contact', 'mailto:security@example.com'],
    ['Expires', expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)],
    ['Canonical', `${server.origin}${PATH}`],
    [''],
  ]);
  const days = (Date.parse(fields[1]?.[1] ?? '') - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(90);
});

test('without a contact there is none, and plain http claims no place', async () => {
  await using silent = await startTestServer();
  expect((await silent.fetch(PATH)).status).toBe(404);
  await using plain = await startTestServer({ securityContact: 'https://example.com/security' });
  expect(await (await plain.fetch(PATH)).text()).not.toContain('Canonical');
});
