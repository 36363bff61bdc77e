import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { root } from '../scripts/lib/repo.ts';
import { Command } from './support/command.ts';
import { scenario, withBrowser } from './support/scenario.ts';
import { until } from './support/until.ts';
import { IMAGE, page as pageWith, serve, withPages } from './support/widget-page.ts';

const LIMIT = 120_000;

withBrowser();
withPages();

/** `imagechat tenant set demo …`, beside the running server. */
async function setTenant(dataDir: string, setting: string): Promise<void> {
  const main = join(root, 'packages/server/src/main.ts');
  await using command = new Command([process.execPath, main, 'tenant', 'set', 'demo', setting], {
    DATA_DIR: dataDir,
  });
  const { code, err } = await command.ends();
  expect({ code, err }).toEqual({ code: 0, err: '' });
}

test(
  'a page that names no language speaks the tenant’s, follows it while it is open, and its own word goes before',
  scenario(async (stage) => {
    const { dataDir, origin } = await stage.server();
    const pages = serve({ '/': { html: pageWith(origin, 'tenant-language', IMAGE) } });
    const visitor = await stage.visitor('Ada', { viewport: { width: 1200, height: 800 } });
    const { page } = visitor;
    await visitor.open(pages.at('/'), 'css:light=img#it');
    await visitor.pressPicture(50, 50);
    const invites = (words: string) =>
      until(words, async () => (await visitor.input.getAttribute('placeholder')) === words);
    const english = (await visitor.input.getAttribute('placeholder')) ?? '';
    await setTenant(dataDir, 'locale=de_de');
    await invites('Kommentar schreiben');
    await page.evaluate("handle.update({ locale: 'he' })");
    await invites('כתיבת תגובה');
    await page.evaluate("handle.update({ locale: 'en' })");
    await invites(english);
    const { lines } = visitor;
    await page.reload();
    await visitor.isLive(lines);
    await visitor.pressPicture(50, 50);
    await invites('Kommentar schreiben');
    await setTenant(dataDir, 'locale=default');
    await invites(english);
  }),
  LIMIT,
);
