import { expect, test } from 'bun:test';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { root } from '../scripts/lib/repo.ts';
import { ownBrowser } from './support/own-browser.ts';
import { type Look, rest, walk } from './support/walk.ts';

const LIMIT = 240_000;

/** Every state is looked at in light and dark on each of these walks: both sizes and both directions, one of each at a time. */
const WALKS: readonly Look[] = ['desktop-light', 'phone-light-he'];

const axe = await Bun.file(join(root, 'node_modules/axe-core/axe.min.js')).text();

const browser = ownBrowser();

/** What axe-core objects to inside the widget, one line each. */
async function objections(page: Page): Promise<string[]> {
  // Evaluated rather than added as a script: the demo's policy lets no other script in.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => {
    const { axe } = window as unknown as { axe: { run(context: object): Promise<AxeResults> } };
    return axe.run({ include: [['[data-imagechat]']] });
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(' ')}: ${failureSummary}`),
  );
}

for (const look of WALKS)
  test(
    `${look.replace('-light', '')}: axe-core has no objection in any state, in light and dark`,
    async () => {
      const found: Record<string, string[]> = {};
      await walk(browser(), look, async (visitor, state) => {
        const { page } = visitor;
        found[`${state}, light`] = await objections(page);
        await page.emulateMedia({ colorScheme: 'dark' });
        await rest(visitor);
        found[`${state}, dark`] = await objections(page);
        await page.emulateMedia({ colorScheme: 'light' });
      });
      expect(Object.keys(found).length).toBeGreaterThan(30);
      expect(Object.entries(found).filter(([, all]) => all.length > 0)).toEqual([]);
    },
    LIMIT,
  );
