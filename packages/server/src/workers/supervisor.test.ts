import { expect, test } from 'bun:test';
import { FakeClock, settle } from '@imagechat/core/testing/fake-clock';
import type { FromWorker, ToWorker } from './messages.ts';
import { Supervisor } from './supervisor.ts';

/** A worker that does what the test says. */
interface Played {
  readonly n: number;
  readonly told: ToWorker[];
  says(message: FromWorker): void;
  ends(code: number): void;
  stops: number;
}

function played(count: number) {
  const clock = new FakeClock();
  const workers: Played[] = [];
  const logged: string[] = [];
  const supervisor = new Supervisor({
    ...{ count, clock },
    log: (_, event, fields) => logged.push(`${event} ${fields?.waitMs ?? ''}`.trim()),
    spawn: (n, heard) => {
      const { promise: exited, resolve: ends } = Promise.withResolvers<number>();
      const worker: Played = { n, told: [], says: heard, ends, stops: 0 };
      workers.push(worker);
      return {
        exited,
        send: (message) => worker.told.push(message),
        stop: () => {
          worker.stops++;
          ends(0);
        },
      };
    },
  });
  return { clock, workers, logged, supervisor };
}

async function started(count: number) {
  const world = played(count);
  const done = world.supervisor.start();
  for (const worker of world.workers) worker.says({ t: 'ready' });
  await done;
  return world;
}

test('who dies is replaced, sooner the longer it lived', async () => {
  const { clock, workers, logged } = await started(2);
  for (const waitMs of [500, 1000, 2000]) {
    workers.at(-1)?.ends(137);
    await clock.advance(waitMs - 1);
    const before = workers.length;
    await clock.advance(1);
    expect(workers.length).toBe(before + 1);
    expect(workers.at(-1)?.n).toBe(2);
  }
  await clock.advance(60_000);
  workers.at(-1)?.ends(1);
  await clock.advance(500);
  expect(workers.length).toBe(6);
  expect(logged).toEqual([500, 1000, 2000, 500].map((waitMs) => `worker-died ${waitMs}`));
});

test('when one ends at the start none is left running, and the start says so', async () => {
  const { supervisor, workers } = played(3);
  const done = supervisor.start();
  workers[0]?.says({ t: 'ready' });
  workers[1]?.says({ t: 'ready' });
  workers[2]?.ends(1);
  expect(done).rejects.toThrow('A worker ended when it was started');
  await done.catch(() => undefined);
  expect(workers.map(({ stops }) => stops)).toEqual([1, 1, 0]);
});

test('started afresh, each gives its place to another that serves already, one after the other', async () => {
  const { supervisor, workers } = await started(2);
  const rolled = supervisor.roll();
  expect(supervisor.roll()).toBe(rolled);
  await settle();
  expect(workers.map(({ n }) => n)).toEqual([1, 2, 1]);
  expect(workers[0]?.told).toEqual([]);
  workers[2]?.says({ t: 'ready' });
  await settle();
  expect(workers[0]?.told).toEqual([{ t: 'retire' }]);
  expect(workers).toHaveLength(3);
  workers[0]?.ends(0);
  await settle();
  expect(workers.map(({ n }) => n)).toEqual([1, 2, 1, 2]);
  workers[3]?.says({ t: 'ready' });
  await settle();
  workers[1]?.ends(0);
  await rolled;
  await supervisor.stop();
  expect(workers.map(({ stops }) => stops)).toEqual([0, 0, 1, 1]);
});

test('a fresh one that does not come up leaves the former in its place; asked to end meanwhile, all end', async () => {
  const { logged, supervisor, workers } = await started(2);
  const first = supervisor.roll();
  await settle();
  workers[2]?.ends(1);
  await first;
  expect(logged).toContain('worker-not-replaced');
  expect(workers.slice(0, 2).flatMap(({ told }) => told)).toEqual([]);
  void supervisor.roll();
  await settle();
  await supervisor.stop();
  expect(workers.filter(({ stops }) => stops > 0).map(({ n }) => n)).toEqual([1, 2, 1]);
});

test('a worker that is asked for metrics gets those of all that answer in time', async () => {
  const { clock, workers } = await started(3);
  workers[1]?.says({ t: 'gather', id: 7 });
  await settle();
  for (const [at, { told, says }] of workers.entries()) {
    const [asked] = told;
    if (at < 2 && asked?.t === 'tell-metrics')
      says({ t: 'metrics', id: asked.id, text: `# HELP up Up.\n# TYPE up gauge\nup ${at}\n` });
  }
  await clock.advance(2000);
  const answer = workers[1]?.told.find(({ t }) => t === 'gathered');
  const text = answer?.t === 'gathered' ? answer.text : '';
  expect(answer).toMatchObject({ id: 7 });
  expect(text).toContain('up{worker="1"} 0\nup{worker="2"} 1\n');
  expect(text).toContain('imagechat_workers{worker="supervisor"} 3\n');
  expect(workers[0]?.told.some(({ t }) => t === 'gathered')).toBe(false);
});
