import { expect, test } from 'bun:test';
import { type GroupLimits, SideBySide } from './side-by-side.ts';

/** An item of an image, and where it stands among that image's. */
interface Item {
  readonly image: string;
  readonly place: number;
}

const IMAGES = ['garden', 'harbour', 'bridge', 'market', 'station', 'library', 'museum', 'tower'];

/** Commits that end when the test says so. */
function world({ most = 100, atOnce = 2, worthOneMore = 4 }: Partial<GroupLimits> = {}) {
  const groups: Item[][] = [];
  const ends: ReturnType<typeof Promise.withResolvers<void>>[] = [];
  const queue = new SideBySide<Item, string>(
    async (items) => {
      groups.push([...items]);
      const end = Promise.withResolvers<void>();
      ends.push(end);
      await end.promise;
      return items.map(({ image, place }) => `${image} ${place}`);
    },
    ({ image }) => image,
    { most, atOnce, worthOneMore },
  );
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { queue, groups, ends, turn };
}

const one = (image: string, place = 0): Item => ({ image, place });
const oneOfEach = IMAGES.map((image) => one(image));

test('while few wait, what arrives in one turn is one group and what arrives meanwhile the next, whatever their images', async () => {
  const { queue, groups, ends, turn } = world();
  const first = [queue.add([one('garden')]), queue.add([one('harbour'), one('bridge')])];
  await turn();
  const later = queue.add([one('market')]);
  await turn();
  expect(groups.map((group) => group.length)).toEqual([3]);
  ends[0]?.resolve();
  expect(await Promise.all(first)).toEqual([['garden 0'], ['harbour 0', 'bridge 0']]);
  await turn();
  ends[1]?.resolve();
  expect(await later).toEqual(['market 0']);
  expect(groups.map((group) => group.length)).toEqual([3, 1]);
});

test('where many wait several groups are under way which share no image, and answers come in the order asked', async () => {
  const { queue, groups, ends, turn } = world();
  const all = queue.add([...oneOfEach, ...IMAGES.map((image) => one(image, 1))]);
  await turn();
  expect(groups).toHaveLength(2);
  const [left = [], right = []] = groups.map((group) => new Set(group.map(({ image }) => image)));
  expect([...left].filter((image) => new Set(right).has(image))).toEqual([]);
  expect([...left, ...right].sort()).toEqual(IMAGES.toSorted());
  ends[1]?.resolve();
  await turn();
  ends[0]?.resolve();
  expect(await all).toEqual([...IMAGES.map((image) => `${image} 0`), ...IMAGES.map((image) => `${image} 1`)]);
});

test('what is of one image is decided in the order of its arrival, never twice at once', async () => {
  const { queue, groups, ends, turn } = world({ most: 3 });
  const all = Array.from({ length: 10 }, (_, place) =>
    queue.add([one('garden', place), one('harbour', place)]),
  );
  let ended = 0;
  while (ended < ends.length || ended === 0) {
    await turn();
    const open = groups.slice(ended).map((group) => new Set(group.map(({ image }) => image)));
    if (open.length > 1) expect([...(open[0] ?? [])].some((image) => open[1]?.has(image))).toBe(false);
    ends[ended++]?.resolve();
    await turn();
  }
  await Promise.all(all);
  for (const image of ['garden', 'harbour'])
    expect(
      groups
        .flat()
        .filter((item) => item.image === image)
        .map(({ place }) => place),
    ).toEqual(Array.from({ length: 10 }, (_, place) => place));
  expect(Math.max(...groups.map((group) => group.length))).toBeLessThanOrEqual(3);
});

test('a transaction that fails rejects those in it, and the next one is tried', async () => {
  const { queue, ends, turn } = world({ most: 1 });
  const failed = queue.add([one('garden')]);
  const fine = queue.add([one('garden', 1)]);
  await turn();
  ends[0]?.reject(new Error('no'));
  expect(failed).rejects.toThrow('no');
  await turn();
  ends[1]?.resolve();
  expect(await fine).toEqual(['garden 1']);
});

test('a group of several images keeps the order of arrival', async () => {
  const { queue, groups, turn } = world({ worthOneMore: 100 });
  for (const item of [...oneOfEach, ...oneOfEach.toReversed()]) void queue.add([item]);
  await turn();
  expect(groups).toEqual([[...oneOfEach, ...oneOfEach.toReversed()]]);
});

test('as many groups as may be share what waits, and none is begun for a few', async () => {
  const { queue, groups, ends, turn } = world({ atOnce: 3, worthOneMore: 2 });
  void queue.add(oneOfEach);
  await turn();
  expect(groups.map((group) => group.length)).toEqual([3, 3, 2]);
  void queue.add([one('square'), one('garden', 1), one('garden', 2), one('garden', 3)]);
  ends[1]?.resolve();
  await turn();
  // Of the garden, which is under way, nothing is taken, and the square alone is not worth it.
  expect(groups).toHaveLength(3);
  ends[0]?.resolve();
  await turn();
  expect(groups[3]).toEqual([one('square'), one('garden', 1), one('garden', 2), one('garden', 3)]);
});

test('an image with more than fits into a group does not keep others from their turn', async () => {
  const { queue, groups, ends, turn } = world({ most: 3, worthOneMore: 10 });
  for (let place = 0; place < 9; place++) void queue.add([one('garden', place)]);
  await turn();
  void queue.add([one('square')]);
  void queue.add([one('garden', 9)]);
  for (let ended = 0; ended < 4; ended++) {
    ends[ended]?.resolve();
    await turn();
  }
  expect(groups.map((group) => group.map(({ image }) => image).join(' '))).toEqual([
    'garden garden garden',
    'garden garden garden',
    'garden garden garden',
    'square garden',
  ]);
});

test('it is settled when all that was added is answered, and not before', async () => {
  const { queue, ends, turn } = world();
  await queue.settled();
  const said: string[] = [];
  void queue.add(oneOfEach).then(() => said.push('answered'));
  void queue.settled().then(() => said.push('settled'));
  await turn();
  ends[0]?.resolve();
  await turn();
  expect(said).toEqual([]);
  ends[1]?.resolve();
  await turn();
  expect(said.sort()).toEqual(['answered', 'settled']);
});
