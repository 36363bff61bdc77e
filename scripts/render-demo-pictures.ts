/**
 * Renders the demo's pictures from their hand-written sources.
 *
 *   bun scripts/render-demo-pictures.ts                 all pictures
 *   bun scripts/render-demo-pictures.ts app-screenshot  one picture
 *   … --look <folder>   also writes PNGs there: plain, at phone width, and with
 *                       every demo conversation marked where it stands
 *
 * The sources are laid out at 1200 × 800 and drawn at 1.35 times that size.
 * `CHROMIUM_PATH` names the browser if it is not in the usual place.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, type Page, chromium } from 'playwright-core';
import { demoConversations } from '../packages/server/demo/conversations.ts';

const demoFolder = fileURLToPath(new URL('../packages/server/demo/', import.meta.url));
const layout = { width: 1200, height: 800 };
const scale = 1.35;
const phoneWidth = 390;
const maximumBytes = 250_000;
const qualities = [0.92, 0.9, 0.85, 0.8, 0.7];

const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/** Opens a source, refuses anything it would fetch from elsewhere, and photographs it. */
async function photograph(browser: Browser, source: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: layout, deviceScaleFactor: scale });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) problems.push(`fetches ${request.url()}`);
  });
  await page.goto(pathToFileURL(source).href);
  await page.evaluate('document.fonts.ready.then(() => true)');
  if (problems.length > 0) throw new Error(`${basename(source)}: ${problems.join('; ')}`);
  const png = await page.screenshot({ type: 'png', clip: { x: 0, y: 0, ...layout } });
  await page.close();
  return png;
}

/** Converts a PNG in the browser; the machine needs no image tools of its own. */
async function toWebp(page: Page, png: Buffer, quality: number): Promise<Buffer> {
  const source = JSON.stringify(`data:image/png;base64,${png.toString('base64')}`);
  const base64 = await page.evaluate<string>(`(async () => {
    const image = new Image();
    image.src = ${source};
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    canvas.getContext('2d').drawImage(image, 0, 0);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/webp', ${quality}));
    const url = await new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.readAsDataURL(blob);
    });
    return url.slice(url.indexOf(',') + 1);
  })()`);
  return Buffer.from(base64, 'base64');
}

/** The best quality that keeps the picture within its weight. */
async function compress(page: Page, png: Buffer): Promise<{ webp: Buffer; quality: number }> {
  for (const quality of qualities) {
    const webp = await toWebp(page, png, quality);
    if (webp.length <= maximumBytes) return { webp, quality };
  }
  throw new Error(`does not fit into ${maximumBytes} bytes at any quality`);
}

/** Writes what a person checks by eye: the picture, its phone size, and the marked picture. */
async function writeLooks(browser: Browser, folder: string, name: string, webp: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true });
  const url = `data:image/webp;base64,${webp.toString('base64')}`;
  const dots = demoConversations
    .filter((conversation) => conversation.picture === name)
    .map(
      ({ x, y }, index) =>
        `<i style="left:${x}%;top:${y}%"></i><b style="left:${x}%;top:${y}%">${index + 1}</b>`,
    )
    .join('');
  const style = `body{margin:0;position:relative}img{display:block;width:100%}
    i,b{position:absolute;border-radius:50%}
    i{width:6px;height:6px;margin:-3px;background:#f0f;outline:2px solid #fff}
    b{margin:6px;padding:1px 6px;font:bold 12px sans-serif;background:#f0f;color:#fff}`;
  for (const [suffix, width, marks, factor] of [
    ['', layout.width, '', scale],
    ['-phone', phoneWidth, '', 2],
    ['-marked', layout.width, dots, scale],
  ] as const) {
    const height = Math.round((width * layout.height) / layout.width);
    const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: factor });
    await page.setContent(`<style>${style}</style><img src="${url}">${marks}`);
    await page.screenshot({ path: join(folder, `${name}${suffix}.png`) });
    await page.close();
  }
}

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const lookAt = words.indexOf('--look');
  const lookFolder = lookAt < 0 ? undefined : words.splice(lookAt, 2)[1];
  if (lookAt >= 0 && lookFolder === undefined) throw new Error('--look needs a folder');
  const sources = (await readdir(join(demoFolder, 'sources')))
    .filter((file) => file.endsWith('.html'))
    .map((file) => basename(file, '.html'));
  const unknown = words.find((word) => !sources.includes(word));
  if (unknown !== undefined) {
    throw new Error(`No source is named "${unknown}". There are: ${sources.join(', ')}.`);
  }
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    headless: true,
    args: browserFlags,
  });
  try {
    const converter = await browser.newPage();
    await mkdir(join(demoFolder, 'pictures'), { recursive: true });
    for (const name of sources.filter((source) => words.length === 0 || words.includes(source))) {
      const png = await photograph(browser, join(demoFolder, 'sources', `${name}.html`));
      const { webp, quality } = await compress(converter, png);
      await writeFile(join(demoFolder, 'pictures', `${name}.webp`), webp);
      if (lookFolder !== undefined) await writeLooks(browser, lookFolder, name, webp);
      const size = `${layout.width * scale} × ${layout.height * scale}`;
      console.log(`${name}.webp  ${size}  ${Math.round(webp.length / 1000)} kB at ${quality}`);
    }
  } finally {
    await browser.close();
  }
}

await main();
