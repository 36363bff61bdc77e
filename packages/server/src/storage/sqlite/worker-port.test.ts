import { expect, test } from 'bun:test';
import type { UnrulyMethods } from '../../testing/unruly-worker.ts';
import { type EngineError, WorkerPort } from './worker-port.ts';

function port() {
  const deaths: EngineError[] = [];
  const worker = new Worker(new URL('../../testing/unruly-worker.ts', import.meta.url));
  return { deaths, port: new WorkerPort<UnrulyMethods>('worker', worker, (error) => deaths.push(error)) };
}

const reason = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (error: unknown) => error,
  );

test('answers find their callers, and closing lets the worker go', async () => {
  const { port: open, deaths } = port();
  await open.open({});
  const values = [1, 'two', { three: [3] }, null];
  expect(await Promise.all(values.map((value) => open.call('echo', value)))).toEqual(values);
  await open.close();
  expect(deaths).toEqual([]);
});

test('a failure comes back with the engine’s code, and the worker lives on', async () => {
  const { port: open } = port();
  await open.open({});
  expect(await reason(open.call('fail', 'SQLITE_FULL'))).toMatchObject({
    name: 'EngineError',
    message: 'it failed',
    code: 'SQLITE_FULL',
  });
  expect(await open.call('echo', 'still here')).toBe('still here');
  await open.close();
});

test.each(['exit', 'crash'] as const)(
  'a worker that ends by %s rejects what is pending and all that follows',
  async (how) => {
    const { port: open, deaths } = port();
    await open.open({});
    const pending = reason(open.call('never'));
    void reason(open.call(how));
    expect(await pending).toMatchObject({
      name: 'EngineError',
      message: expect.stringMatching(/^the worker stopped: (it is gone|out of the blue)$/),
    });
    expect(open.death).toBeDefined();
    expect(deaths).toHaveLength(1);
    expect(await reason(open.call('echo', 1))).toBe(open.death as EngineError);
    await open.close();
  },
);

test('a worker that cannot open says why and still goes when closed', async () => {
  const { port: open } = port();
  expect(await reason(open.open({ refuse: true }))).toMatchObject({ message: 'will not open' });
  await open.close();
});
