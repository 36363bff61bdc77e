import { expect, test } from 'bun:test';
import { deflateSync } from 'node:zlib';
import { joined } from '../pictures/picture.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const u32 = (value: number): Uint8Array =>
  Uint8Array.of(value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255);
const latin = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const chunk = (type: string, data: Uint8Array): Uint8Array =>
  joined([u32(data.length), latin(type), data, u32(Bun.hash.crc32(joined([latin(type), data])))]);

function png(width: number, height: number, text = ''): Uint8Array<ArrayBuffer> {
  const head = chunk('IHDR', joined([u32(width), u32(height), Uint8Array.of(8, 0, 0, 0, 0)]));
  const pixels = chunk('IDAT', deflateSync(new Uint8Array(9)));
  const note = text === '' ? [] : [chunk('tEXt', latin(text))];
  return joined([latin('\x89PNG\r\n\x1a\n'), head, ...note, pixels, chunk('IEND', new Uint8Array())]);
}

async function world() {
  const settings = { allowUploads: false };
  const closed = { id: 'closed', name: 'Closed', domains: [], createdAt: 0, settings };
  const server = await startTestServer({ tenants: [closed], limits: {} });
  const upload = async (
    body: Uint8Array<ArrayBuffer> | string,
    { tenant = 'demo', name = 'Ada', headers = {} } = {},
  ) => {
    const { token } = await server.session(name || undefined, tenant);
    const sent = { authorization: `Bearer ${token}`, ...headers };
    const path = `/v1/tenants/${tenant}/uploads`;
    const response = await server.fetch(path, { method: 'POST', body, headers: sent });
    const answer = (await response.json()) as { id?: string; error?: { code: string } };
    return { status: response.status, id: answer.id ?? '', code: answer.error?.code, answer };
  };
  return { server, upload, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test('C4: a picture is taken, named by its content, and served as what it is and nothing else', async () => {
  await using it = await world();
  const { answer, id } = await it.upload(png(3, 2, 'SECRET'), { headers: { 'content-type': 'text/html' } });
  expect(answer as unknown).toEqual({
    id: expect.stringMatching(/^[\w-]{43}-3x2-png$/),
    type: 'image/png',
    width: 3,
    height: 2,
    bytes: png(3, 2).length,
  });
  expect((await it.upload(png(3, 2, 'other words'), { name: 'Ben' })).id).toBe(id);
  const picture = await it.server.fetch(`/v1/tenants/demo/uploads/${id}`);
  expect(new Uint8Array(await picture.arrayBuffer())).toEqual(png(3, 2));
  expect(Object.fromEntries(picture.headers)).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'public, max-age=31536000, immutable',
    'cross-origin-resource-policy': 'cross-origin',
  });
  const tagged = { headers: { 'if-none-match': picture.headers.get('etag') ?? '' } };
  expect((await it.server.fetch(`/v1/tenants/demo/uploads/${id}`, tagged)).status).toBe(304);
});

test('C4: another tenant does not have it, and odd ids lead nowhere', async () => {
  await using it = await world();
  const { id } = await it.upload(png(3, 2));
  for (const path of [
    `/v1/tenants/acme/uploads/${id}`,
    `/v1/tenants/demo/uploads/${id.replace('3x2', '9x9')}`,
    '/v1/tenants/demo/uploads/..%2f..%2fimagechat.db',
    `/v1/tenants/..%2fdemo/uploads/${id}`,
    '/v1/tenants/demo/uploads/',
    '/v1/tenants/demo/uploads/__proto__',
  ])
    expect([path, (await it.server.fetch(path)).status]).toEqual([path, 404]);
});

test('C4: what is no picture, too large, or from somebody who may not is refused', async () => {
  await using it = await world();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  expect(await it.upload(svg)).toMatchObject({ status: 400, code: 'invalid-input' });
  expect(await it.upload('')).toMatchObject({ status: 400, code: 'invalid-input' });
  expect(await it.upload(png(2000, 501))).toMatchObject({ status: 413, code: 'too-large' });
  expect(await it.upload(new Uint8Array(100_001))).toMatchObject({ status: 413, code: 'too-large' });
  expect(await it.upload(png(3, 2), { name: '' })).toMatchObject({ status: 401, code: 'name-needed' });
  expect(await it.upload(png(3, 2), { tenant: 'closed' })).toMatchObject({
    status: 403,
    code: 'not-allowed',
  });
  const strange = { headers: { authorization: 'Bearer broken' } };
  expect(await it.upload(png(3, 2), strange)).toMatchObject({ status: 401, code: 'invalid-token' });
});
