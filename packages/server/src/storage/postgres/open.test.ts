import { expect, test } from 'bun:test';
import { create, submission } from '@imagechat/core/testing/builders';
import { postgresWorld } from '../../testing/postgres-world.ts';
import { until } from '../../testing/until.ts';
import { openPostgres } from './open.ts';

const world = await postgresWorld();
const quiet = { log: () => undefined, now: Date.now };

test('E1: processes that open one database share its epoch and its secret, also those that come later', async () => {
  const url = await world.server.database();
  const opened = await Promise.all([1, 2, 3].map(() => openPostgres({ url, ...quiet })));
  const [first] = opened;
  const secrets = await Promise.all(opened.map((each) => each.secret()));
  expect(new Set(secrets).size).toBe(1);
  expect(new Set(opened.map(({ epoch }) => epoch)).size).toBe(1);
  await Promise.all(opened.map((each) => each.close()));
  const again = await openPostgres({ url, ...quiet });
  expect(again.epoch).toBe(first?.epoch ?? '');
  await again.close();
});

test('a database that cannot be reached is one sentence, which does not repeat the address', async () => {
  const url = 'postgres://somebody:very-secret@127.0.0.1:1/nowhere';
  const failed = await openPostgres({ url, ...quiet }).catch((error: Error) => error.message);
  expect(failed).toStartWith('The database of DATABASE_URL cannot be used: ');
  expect(failed).not.toContain('very-secret');
});

test('O1, O2: what was acknowledged survives a killed server; while it is away writes are rejected, and all heals by itself', async () => {
  const url = await world.server.database();
  const engine = await openPostgres({ url, ...quiet });
  const asked = submission(create());
  const [first] = await engine.submit([asked]);
  await world.server.kill();
  await expect(engine.submit([submission(create())])).rejects.toThrow();
  expect(engine.trouble).toContain('cannot be written');
  await world.server.start();
  await until(() =>
    engine.proveWrites().then(
      () => true,
      () => false,
    ),
  );
  expect(engine.trouble).toBeUndefined();
  // The first answer again: it is there, once.
  expect(await engine.submit([asked])).toMatchObject([
    { accepted: true, cursor: first?.accepted ? first.cursor : {} },
  ]);
  expect((await engine.snapshot(asked.image)).conversations).toHaveLength(1);
  await engine.close();
}, 60_000);

test('O1: two processes that write to one image take turns, and its numbers have no gaps', async () => {
  const url = await world.server.database();
  const [here, there] = await Promise.all([openPostgres({ url, ...quiet }), openPostgres({ url, ...quiet })]);
  const groups = Array.from({ length: 40 }, () => [submission(create()), submission(create())]);
  const outcomes = await Promise.all(groups.map((group, at) => (at % 2 ? here : there).submit(group)));
  const seqs = outcomes.flat().map((outcome) => (outcome.accepted ? outcome.cursor.seq : 0));
  expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, at) => at + 1));
  await Promise.all([here.close(), there.close()]);
});
