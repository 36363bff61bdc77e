import { expect, test } from 'bun:test';
import { hotSpots } from './profile.ts';

test('what took most itself comes first, under a name without a path of the machine', () => {
  const node = (id: number, functionName: string, url: string) => ({
    id,
    callFrame: { functionName, url, lineNumber: 9 },
  });
  const spots = hotSpots(
    {
      nodes: [node(1, 'send', 'file:///home/x/packages/core/src/hub.ts'), node(2, 'publish', '')],
      samples: [1, 2, 2, 1],
      timeDeltas: [1, 3, 3, 1],
    },
    5,
  );
  expect(spots).toEqual([
    { where: 'publish (engine)', share: 0.75 },
    { where: 'send packages/core/src/hub.ts:10', share: 0.25 },
  ]);
});
