import { expect, test } from 'bun:test';
import type { LimitName } from '@imagechat/core/ports/limiter';
import type { TenantSettings } from '@imagechat/core/tenant-settings';
import { create } from '@imagechat/core/testing/builders';
import { startTestServer } from '../testing/start-test-server.ts';
import { forEveryLimit } from './limit-settings.ts';
import { tenantRates } from './tenant-rates.ts';

const LOWERED: readonly (readonly [keyof TenantSettings, LimitName, string])[] = [
  ['operationsPerMinute', 'tenant-operation', 'acme'],
  ['requestsPerMinute', 'tenant-request', 'acme'],
  ['arrivalsPerMinute', 'tenant-arrival', 'acme'],
  ['operationsPerMinuteOfOne', 'operation', 'acme/acme:ada/x'],
  ['uploadsPerMinuteOfOne', 'upload', 'acme/ada'],
  ['readsPerMinuteOfAddress', 'subscribe', 'acme/2001:db8::/64'],
];

test.each(LOWERED)('%s lowers what the server allows of %s, for its tenant only', (setting, name, key) => {
  const servers = forEveryLimit(() => 600);
  const settings = new Map([
    ['acme', { [setting]: 60 }],
    ['more', { [setting]: 6000 }],
    ['null', { [setting]: null }],
  ]);
  const rates = tenantRates(servers, (tenantId) => settings.get(tenantId));
  expect(rates(name, key)).toEqual({ perMinute: 60, burst: 10 });
  for (const other of ['more', 'null', 'unheard-of', 'acme2'])
    expect(rates(name, key.replace('acme', other))).toEqual({ perMinute: 600, burst: 100 });
  const untouched = Object.keys(servers).filter((each) => each !== name) as LimitName[];
  for (const each of untouched) expect(rates(each, key)).toEqual({ perMinute: 600, burst: 100 });
});

/** A person of a tenant asks for so many conversations over HTTP; the statuses of the answers. */
async function ask(server: Awaited<ReturnType<typeof startTestServer>>, tenantId: string, times: number) {
  const { token } = await server.session('Ada', tenantId);
  const headers = { authorization: `Bearer ${token}` };
  const statuses: number[] = [];
  for (let n = 0; n < times; n++) {
    const body = { urlId: 'sofa', operation: create() };
    statuses.push((await server.post(`/v1/tenants/${tenantId}/operations`, body, headers)).status);
  }
  return statuses;
}

test('what a tenant is allowed is held by the running server, over sockets and HTTP, and follows a change', async () => {
  const settings = { operationsPerMinuteOfOne: 12 };
  await using server = await startTestServer({
    tenants: [{ id: 'slow', name: 'Slow', domains: [], createdAt: 0, settings }],
  });
  expect(await ask(server, 'slow', 4)).toEqual([200, 200, 429, 429]);
  expect(await ask(server, 'demo', 4)).toEqual([200, 200, 200, 200]);
  using ada = await server.join('Ada', 'slow');
  const { i } = await ada.watches('lamp');
  for (let n = 0; n < 2; n++) await ada.submits(i, create());
  ada.says({ t: 'submit', i, operation: create() });
  const { error } = await ada.hears('refused');
  expect(error).toMatchObject({ code: 'rate-limited', retry: true, retryAfterMs: expect.any(Number) });
  await server.tenants.change('slow', { settings: { operationsPerMinuteOfOne: 60 } });
  server.composition.hub.revoke({ tenantId: 'slow' });
  expect(await ask(server, 'slow', 11)).toEqual([...Array(10).fill(200), 429]);
});

test('bytes are limited as bytes', async () => {
  await using server = await startTestServer({ limits: { bytes: 6000 } });
  await server.session('Ada');
  const answer = await server.post('/v1/session', { tenantId: 'demo', token: 'x'.repeat(990) });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
});
