import { expect, test } from 'bun:test';
import { create } from '@imagechat/core/testing/builders';
import { CREATED_NOTHING } from '@imagechat/core/testing/usage-contract';
import { keyHash } from '../identity/credentials.ts';
import { startTestServer } from '../testing/start-test-server.ts';

const USAGE = '/api/v1/tenant-daily-usage';
const KEY = { 'x-api-key': 'ick_1', 'x-tenant-id': 'demo' };

interface Day {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** A server whose tenants `demo` and `other` have a key each. */
async function world() {
  const server = await startTestServer();
  await server.tenants.addKey('demo', { id: 'k1', hash: keyHash('ick_1'), createdAt: 0 });
  await server.tenants.addKey('other', { id: 'k2', hash: keyHash('ick_2'), createdAt: 0 });
  const save = (day: string, parts = {}, tenantId = 'demo') =>
    server.usage.save(`run ${day}`, [total(tenantId, day, parts)]);
  const days = async (query = '', headers: Record<string, string> = KEY): Promise<readonly Day[]> => {
    const response = await server.fetch(`${USAGE}${query}`, { headers });
    const body = (await response.json()) as { status: string; tenantDailyUsages: Day[] };
    expect([response.status, body.status]).toEqual([200, 'success']);
    return body.tenantDailyUsages;
  };
  return { server, save, days, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function total(tenantId: string, day: string, parts: object) {
  return {
    tenantId,
    site: '',
    day,
    pubSubMessageCount: 1,
    pubSubBandwidth: 0,
    commentFetchCount: 0,
    connectionPeak: 0,
    framesSaved: 0,
    apiCreditsUsed: 0,
    apiErrorCount: 0,
    ...parts,
  };
}

test('M1: a day is told in the documented words, all sites together', async () => {
  await using it = await world();
  await it.server.usage.save('a', [
    total('demo', '2026-01-31', {
      site: 'a.test',
      pubSubMessageCount: 2,
      pubSubBandwidth: 300,
      commentFetchCount: 4,
    }),
    total('demo', '2026-01-31', {
      site: 'b.test',
      pubSubMessageCount: 5,
      pubSubBandwidth: 60,
      apiCreditsUsed: 3,
      apiErrorCount: 1,
    }),
  ]);
  expect(await it.days()).toEqual([
    {
      id: 'demo:2026-01-31',
      tenantId: 'demo',
      yearNumber: 2026,
      monthNumber: 0,
      dayNumber: 31,
      commentFetchCount: 4,
      ...CREATED_NOTHING,
      apiCreditsUsed: 3,
      apiErrorCount: 1,
      pubSubMessageCount: 7,
      pubSubBandwidth: 360,
      createdAt: '2026-01-31T00:00:00.000Z',
    },
  ]);
});

test('M1: oldest first, at most 365 a call, and skip goes on from there', async () => {
  await using it = await world();
  const day = (n: number) => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10);
  await it.server.usage.save(
    'a',
    Array.from({ length: 400 }, (_, n) => total('demo', day(399 - n), {})),
  );
  const first = await it.days();
  expect([first.length, first[0]?.id, first.at(-1)?.id]).toEqual([365, `demo:${day(0)}`, `demo:${day(364)}`]);
  const rest = await it.days('?skip=365');
  expect([rest.length, rest[0]?.id]).toEqual([35, `demo:${day(365)}`]);
  expect(await it.days('?skip=400')).toEqual([]);
});

test('M1: filters by year, month and day; a day without activity has no row', async () => {
  await using it = await world();
  for (const day of ['2025-01-31', '2026-01-30', '2026-01-31', '2026-02-01']) await it.save(day);
  await it.save('2026-02-02', { pubSubMessageCount: 0, connectionPeak: 3 });
  const ids = async (query: string) => (await it.days(query)).map(({ id }) => id.slice(5));
  expect(await ids('')).toEqual(['2025-01-31', '2026-01-30', '2026-01-31', '2026-02-01']);
  expect(await ids('?yearNumber=2026')).toEqual(['2026-01-30', '2026-01-31', '2026-02-01']);
  expect(await ids('?yearNumber=2026&monthNumber=0')).toEqual(['2026-01-30', '2026-01-31']);
  expect(await ids('?monthNumber=0&dayNumber=31')).toEqual(['2025-01-31', '2026-01-31']);
  expect(await ids('?yearNumber=1999')).toEqual([]);
});

test('M1: what is created, and each use of a key, is counted for real', async () => {
  await using it = await world();
  const { token } = await it.server.session('Ada');
  const body = { urlId: 'picture', operation: create() };
  await it.server.post('/v1/tenants/demo/operations', body, { authorization: `Bearer ${token}` });
  await it.server.fetch(`${USAGE}?dayNumber=99`, { headers: KEY });
  await it.server.fetch(USAGE, { headers: { ...KEY, 'x-api-key': 'ick_2' } });
  await it.days();
  await it.server.composition.finish();
  const [today] = await it.days();
  expect(today).toMatchObject({ conversationCreateCount: 1, commentCreateCount: 1 });
  // The one that was wrong, and the one that was right; a stranger's key is on nobody's bill.
  expect(today).toMatchObject({ apiCreditsUsed: 2, apiErrorCount: 1 });
});

test('a key may stand in the address too, with a warning', async () => {
  await using it = await world();
  await it.save('2026-01-31');
  const response = await it.server.fetch(`${USAGE}?API_KEY=ick_1&tenantId=demo`);
  expect(response.headers.get('warning')).toStartWith('299 - "An API key in an address');
  expect(await response.json()).toMatchObject({
    status: 'success',
    tenantDailyUsages: [{ id: 'demo:2026-01-31' }],
  });
  const inHeader = await it.server.fetch(USAGE, { headers: KEY });
  expect(inHeader.headers.get('warning')).toBeNull();
});

test('nobody reads another tenant’s usage, and nobody without a key reads any', async () => {
  await using it = await world();
  await it.save('2026-01-31');
  expect(await it.days('', { 'x-api-key': 'ick_2', 'x-tenant-id': 'other' })).toEqual([]);
  const { token } = await it.server.session('Ada');
  const table: [string, Record<string, string>, number, string][] = [
    ['', {}, 401, 'invalid-token'],
    ['', { authorization: `Bearer ${token}` }, 401, 'invalid-token'],
    ['', { 'x-api-key': 'ick_1' }, 400, 'invalid-input'],
    ['', { ...KEY, 'x-tenant-id': 'other' }, 401, 'invalid-token'],
    ['', { ...KEY, 'x-tenant-id': 'nobody' }, 404, 'invalid-tenant'],
    ['?tenantId=other&API_KEY=ick_1', {}, 401, 'invalid-token'],
    ['?monthNumber=12', KEY, 400, 'invalid-input'],
    ['?dayNumber=0', KEY, 400, 'invalid-input'],
    ['?skip=-1', KEY, 400, 'invalid-input'],
  ];
  for (const [query, headers, status, code] of table) {
    const response = await it.server.fetch(`${USAGE}${query}`, { headers });
    expect([response.status, await response.json()]).toEqual([
      status,
      { status: 'error', message: expect.any(String), code },
    ]);
  }
});
