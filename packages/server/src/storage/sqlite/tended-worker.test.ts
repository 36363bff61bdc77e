import { expect, test } from 'bun:test';
import { FakeClock } from '@imagechat/core/testing/fake-clock';
import type { UnrulyMethods } from '../../testing/unruly-worker.ts';
import { until } from '../../testing/until.ts';
import { TendedWorker } from './tended-worker.ts';

function tended() {
  const clock = new FakeClock();
  const logged: string[] = [];
  const lost: string[] = [];
  const options = { refuse: false };
  const worker = new TendedWorker<UnrulyMethods>({
    name: 'worker',
    spawn: () => new Worker(new URL('../../testing/unruly-worker.ts', import.meta.url)),
    clock,
    log: (_, event) => logged.push(event),
    lost: ({ message }) => lost.push(message),
  });
  /** Lets the worker die, and waits until that was noticed. */
  const die = async () => {
    void worker.call('crash').catch(() => undefined);
    await until(() => worker.failure !== undefined);
  };
  /** Lets the next try come, and waits for what becomes of it. */
  const tryAgain = async (event: string) => {
    const before = logged.length;
    await clock.advance((clock.nextAt ?? clock.now()) - clock.now());
    await until(() => logged.slice(before).includes(event));
  };
  return { clock, logged, lost, options, worker, die, tryAgain };
}

const reason = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (error: unknown) => (error instanceof Error ? error.message : error),
  );

test('a worker that dies rejects what it was asked, is replaced, and works again', async () => {
  const { clock, lost, options, worker, die, tryAgain } = tended();
  await worker.open(options);
  const pending = reason(worker.call('never'));
  await die();
  expect(await pending).toBe('the worker stopped: out of the blue');
  expect(await reason(worker.call('echo', 1))).toBe('the worker stopped: out of the blue');
  expect(clock.timers).toBe(1);
  await tryAgain('storage-worker-back');
  expect(worker.failure).toBeUndefined();
  expect(await worker.call('echo', 2)).toBe(2);
  expect(lost).toEqual([]);
  await worker.close();
}, 30_000);

test('the tries are bounded and further and further apart; then it is given up', async () => {
  const { clock, lost, options, worker, die, tryAgain } = tended();
  await worker.open(options);
  options.refuse = true;
  await die();
  const waits: number[] = [];
  while (lost.length === 0) {
    waits.push((clock.nextAt ?? 0) - clock.now());
    await tryAgain('storage-worker-not-back');
    await until(() => lost.length > 0 || clock.timers > 0);
  }
  expect(waits).toEqual([100, 1000, 5000, 15_000]);
  expect(lost).toEqual(['will not open']);
  expect(await reason(worker.call('echo', 1))).toBe('will not open');
  await worker.close();
}, 30_000);

test('a worker that lived for a minute is given all tries again', async () => {
  const { clock, lost, options, worker, die, tryAgain } = tended();
  await worker.open(options);
  for (let death = 0; death < 6; death++) {
    await die();
    expect((clock.nextAt ?? 0) - clock.now()).toBe(100);
    await tryAgain('storage-worker-back');
    await clock.advance(60_000);
  }
  expect(lost).toEqual([]);
  await worker.close();
}, 30_000);

test('closing while it waits for its next try ends the tries', async () => {
  const { clock, options, worker, die } = tended();
  await worker.open(options);
  await die();
  await worker.close();
  expect(clock.timers).toBe(0);
  expect(await reason(worker.call('echo', 1))).toBe('the worker is closed');
}, 30_000);

test('one that cannot open the first time is not tried again', async () => {
  const { clock, options, worker } = tended();
  options.refuse = true;
  expect(await reason(worker.open(options))).toBe('will not open');
  await worker.close();
  expect(clock.timers).toBe(0);
}, 30_000);
