import { expect, test } from 'bun:test';
import { scenario, withBrowser } from './support/scenario.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';

const LIMIT = 90_000;

withBrowser();

/** Waits until every window shows the same conversations. */
async function settled(windows: readonly Visitor[], count: number): Promise<void> {
  await until(`${count} markers in every window`, async () => {
    const seen = await Promise.all(
      windows.map(async (window) => (await window.markers()).map(({ id }) => id)),
    );
    return seen.every((ids) => ids.length === count && ids.join() === seen[0]?.join());
  });
}

test(
  'two tabs and a window of another size show the same markers, at the same percent to two decimals',
  scenario(async (stage) => {
    const server = await stage.server();
    const ada = await stage.visitor('Ada', { viewport: { width: 1280, height: 800 } });
    const second = await stage.tab(ada);
    const ben = await stage.visitor('Ben', {
      viewport: { width: 853, height: 1100 },
      deviceScaleFactor: 1.5,
    });
    const windows = [ada, second, ben];
    await Promise.all(windows.map((window) => window.open(stage.page(server.origin, 'windows'))));
    expect(await ada.pictureWidth()).not.toBeCloseTo(await ben.pictureWidth(), 0);

    const spots = [
      [ada, 33.37, 71.19],
      [second, 8.05, 12.5],
      [ben, 91.64, 47.73],
    ] as const;
    for (const [window, x, y] of spots) {
      await window.starts(x, y, `At ${x}`);
      await window.closeWindow();
      await settled(windows, (await window.markers()).length);
    }
    await settled(windows, spots.length);

    const [first, ...others] = await Promise.all(windows.map((window) => window.markers()));
    for (const [at, marker] of (first ?? []).entries()) {
      // Where it was pressed; a press is a whole pixel.
      expect(Math.abs(marker.x - (spots[at]?.[1] ?? 0))).toBeLessThan(0.15);
      expect(Math.abs(marker.y - (spots[at]?.[2] ?? 0))).toBeLessThan(0.2);
      for (const other of others) {
        expect(other[at]?.x).toBeCloseTo(marker.x, 2);
        expect(other[at]?.y).toBeCloseTo(marker.y, 2);
      }
    }
  }),
  LIMIT,
);

test(
  'a name given in one tab is known in the other, and what one tab writes the other may delete',
  scenario(async (stage) => {
    const server = await stage.server();
    const ada = await stage.visitor('Ada');
    const second = await stage.tab(ada);
    for (const window of [ada, second]) await window.open(stage.page(server.origin, 'tabs'));
    await ada.starts(40, 40, 'Written in the first tab');
    await second.openMarker('Written in the first tab');
    await second.reads('Written in the first tab');
    await second.say('Answered in the second');
    await ada.reads('Answered in the second');
    expect(await ada.window.locator('[part~="author"]').allTextContents()).toEqual(['Ada']);
    await second.deleteConversation();
    await ada.marker('Written in the first tab').waitFor({ state: 'detached' });
  }),
  LIMIT,
);
