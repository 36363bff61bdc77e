import { expect, test } from 'bun:test';
import { MemoryBans } from '@imagechat/core/memory/bans';
import { MemoryTenants } from '@imagechat/core/memory/tenants';
import { KnownTenants } from './known-tenants.ts';

const acme = { id: 'acme', name: 'Acme', domains: [], createdAt: 0 };

function world() {
  const clock = { time: 0, now: () => clock.time };
  const store = new MemoryTenants([acme]);
  const asked = { find: 0, version: 0 };
  let broken = false;
  const counted = <Answer>(name: keyof typeof asked, answer: () => Promise<Answer>): Promise<Answer> => {
    asked[name]++;
    return broken ? Promise.reject(new Error('disk')) : answer();
  };
  const tenants = new KnownTenants({
    tenants: {
      find: (id) => counted('find', () => store.find(id)),
      version: () => counted('version', () => store.version()),
    },
    bans: new MemoryBans(),
    clock,
  });
  const breaks = (now: boolean): void => {
    broken = now;
  };
  return { clock, store, tenants, asked, breaks };
}

test('a storm asks once, also about a tenant that is not there', async () => {
  const { tenants, asked } = world();
  await Promise.all(Array.from({ length: 500 }, () => tenants.find('acme')));
  await Promise.all(Array.from({ length: 500 }, () => tenants.find('nobody')));
  expect(asked).toEqual({ find: 2, version: 1 });
});

test('what another process changed is seen within a second, what did not change is not asked for again', async () => {
  const { clock, store, tenants, asked } = world();
  await tenants.find('acme');
  expect(await tenants.find('later')).toBeUndefined();
  await store.change('acme', { name: 'Acme Ltd' });
  await store.add({ ...acme, id: 'later' });
  clock.time += 999;
  expect((await tenants.find('acme'))?.name).toBe('Acme');
  clock.time += 1;
  expect((await tenants.find('acme'))?.name).toBe('Acme Ltd');
  expect((await tenants.find('later'))?.id).toBe('later');
  for (let second = 0; second < 60; second++) {
    clock.time += 1000;
    await tenants.find('acme');
  }
  expect(asked).toEqual({ find: 4, version: 62 });
});

test('a change told by name is seen at once', async () => {
  const { store, tenants } = world();
  await tenants.find('acme');
  await store.remove('acme');
  tenants.forget('acme');
  expect(await tenants.find('acme')).toBeUndefined();
});

test('a store that cannot read leaves what is known in use; what it failed to find is asked for again', async () => {
  const { clock, tenants, breaks } = world();
  await tenants.find('acme');
  breaks(true);
  clock.time += 5000;
  expect((await tenants.find('acme'))?.id).toBe('acme');
  expect(tenants.find('other')).rejects.toThrow('disk');
  await Promise.resolve();
  breaks(false);
  clock.time += 1000;
  expect(await tenants.find('other')).toBeUndefined();
});
