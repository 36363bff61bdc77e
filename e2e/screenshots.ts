/** Takes a picture of every state of the widget in every look: `npm run screenshots [-- folder [look …]]`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/lib/repo.ts';
import { launchChromium } from './support/chromium.ts';
import { widgetBuilt } from './support/server-process.ts';
import { LOOKS, type Look, walk } from './support/walk.ts';

const [folder = join(root, 'dist/screenshots'), ...wanted] = process.argv.slice(2);
const looks = (Object.keys(LOOKS) as Look[]).filter((look) => wanted.length === 0 || wanted.includes(look));

mkdirSync(folder, { recursive: true });
await widgetBuilt();
const browser = await launchChromium({ args: ['--no-proxy-server'] });
for (const look of looks) {
  await walk(browser, look, async ({ page }, state) => {
    await page.screenshot({ path: join(folder, `${look}-${state}.png`) });
  });
  console.log(`${look} is done`);
}
await browser.close();
console.log(`The screenshots are in ${folder}`);
