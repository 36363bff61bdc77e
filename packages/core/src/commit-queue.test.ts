import { expect, test } from 'bun:test';
import { CommitQueue } from './commit-queue.ts';
import type { Outcome, Storage, Submission } from './ports/storage.ts';
import { create, submission } from './testing/builders.ts';
import { settle } from './testing/fake-clock.ts';

/** A storage whose commits end when the test says so. */
function heldStorage() {
  const groups: { group: readonly Submission[]; commit: () => void; fail: () => void }[] = [];
  const submit = (group: readonly Submission[]): Promise<readonly Outcome[]> =>
    new Promise((resolve, reject) => {
      const accept = (_: Submission, at: number): Outcome => ({
        accepted: true,
        cursor: { epoch: 'e', seq: at + 1 },
        at: 0,
      });
      groups.push({
        group,
        commit: () => resolve(group.map(accept)),
        fail: () => reject(new Error('disk full')),
      });
    });
  return { groups, storage: { submit } as unknown as Storage };
}

function queueOn(storage: Storage, limits = { groupSize: 3, queueSize: 5 }) {
  const committed: (readonly Submission[])[] = [];
  const logged: string[] = [];
  const queue = new CommitQueue(
    storage,
    limits,
    (_, event) => logged.push(event),
    (group) => committed.push(group),
  );
  return { committed, logged, queue };
}

const sizes = (groups: readonly { group: readonly Submission[] }[]) =>
  groups.map(({ group }) => group.length);

test('operations that arrive while two groups are under way share the next one', async () => {
  const { groups, storage } = heldStorage();
  const { committed, queue } = queueOn(storage);
  const first = queue.submit(submission(create()));
  await settle();
  const second = [1, 2].map(() => queue.submit(submission(create())));
  await settle();
  const rest = [1, 2, 3, 4].map(() => queue.submit(submission(create())));
  await settle();
  expect(sizes(groups)).toEqual([1, 2]);
  groups[0]?.commit();
  await first;
  await settle();
  expect(sizes(groups)).toEqual([1, 2, 3]);
  groups[1]?.commit();
  await settle();
  groups[2]?.commit();
  groups[3]?.commit();
  await Promise.all([...second, ...rest]);
  expect(committed.map((group) => group.length)).toEqual([1, 2, 3, 1]);
});

test('operations of one turn share one group, and two at most are under way', async () => {
  const { groups, storage } = heldStorage();
  const { queue } = queueOn(storage, { groupSize: 2, queueSize: 9 });
  for (let n = 0; n < 7; n++) void queue.submit(submission(create()));
  await settle();
  expect(sizes(groups)).toEqual([2, 2]);
});

test('R3: a group that is durable before an earlier one is told after it, and every submission is answered once', async () => {
  const { groups, storage } = heldStorage();
  const { committed, queue } = queueOn(storage, { groupSize: 2, queueSize: 99 });
  const asked = Array.from({ length: 6 }, () => submission(create()));
  const answered: number[] = [];
  const answers = asked.map(async (each, at) => {
    const outcome = await queue.submit(each);
    answered.push(at);
    return outcome;
  });
  await settle();
  groups[1]?.commit();
  await settle();
  expect([committed.length, answered, groups.length]).toEqual([0, [], 2]);
  groups[0]?.fail();
  await settle();
  groups[2]?.commit();
  const outcomes = await Promise.all(answers);
  expect(committed.flat()).toEqual(asked);
  expect(answered).toEqual([0, 1, 2, 3, 4, 5]);
  expect(outcomes.map(({ accepted }) => accepted)).toEqual([false, false, true, true, true, true]);
});

test('settled waits for all that was submitted, also for what has not been sent yet', async () => {
  const { groups, storage } = heldStorage();
  const { queue } = queueOn(storage, { groupSize: 1, queueSize: 9 });
  await queue.settled();
  for (let n = 0; n < 3; n++) void queue.submit(submission(create()));
  let settled = false;
  const waiting = queue.settled().then(() => {
    settled = true;
  });
  for (const at of [0, 1, 2]) {
    await settle();
    expect(settled).toBe(false);
    groups[at]?.commit();
  }
  await waiting;
});

test('an error in who is told of a group keeps nobody’s answer back', async () => {
  const { groups, storage } = heldStorage();
  const logged: string[] = [];
  const queue = new CommitQueue(
    storage,
    { groupSize: 1, queueSize: 9 },
    (_, event) => logged.push(event),
    () => {
      throw new Error('a bug');
    },
  );
  for (const at of [0, 1]) {
    const answer = queue.submit(submission(create()));
    await settle();
    groups[at]?.commit();
    expect(await answer).toMatchObject({ accepted: true });
  }
  expect(logged).toEqual(['telling-failed', 'telling-failed']);
});

test('F1: a transaction that fails refuses its whole group, saying a retry may help; the next one goes on', async () => {
  const { groups, storage } = heldStorage();
  const { queue } = queueOn(storage);
  const lost = queue.submit(submission(create()));
  await settle();
  groups[0]?.fail();
  expect(await lost).toMatchObject({ accepted: false, refusal: { code: 'unavailable', retry: true } });
  const saved = queue.submit(submission(create()));
  await settle();
  groups[1]?.commit();
  expect(await saved).toMatchObject({ accepted: true });
});

test('F1: more than may wait is refused at once', async () => {
  const { storage } = heldStorage();
  const { queue } = queueOn(storage);
  for (let n = 0; n < 2; n++) {
    void queue.submit(submission(create()));
    await settle();
  }
  for (let n = 0; n < 5; n++) void queue.submit(submission(create()));
  expect(await queue.submit(submission(create()))).toMatchObject({
    accepted: false,
    refusal: { code: 'unavailable' },
  });
});
