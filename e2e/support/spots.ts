import type { Page } from 'playwright-core';

/** Where the picture of {@link spotPicture} has its spot, in percent of its width and height. */
export const SPOT = { x: 40, y: 60 } as const;

/** A picture of 1200 × 800 px as a `data:` address: grey, with one small magenta disc at {@link SPOT}. @param width its own width in px; the height is two thirds of it */
export function spotPicture(width = 1200): string {
  const height = (width * 2) / 3;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1200 800" preserveAspectRatio="none"><rect width="1200" height="800" fill="#ccc"/><circle cx="${12 * SPOT.x}" cy="${8 * SPOT.y}" r="16" fill="#f0f"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** A disc of a colour of its own in the middle of what is drawn of a marker, and nothing else of ours. */
const DISC = `.marker::before { border-color: #0000 !important; box-shadow: none !important; opacity: 1 !important;
    background: radial-gradient(circle closest-side, #0f0 0 40%, #0000 40%) !important; transition: none !important }
  .marker > *, .marker::after, .frame > :not(.picture) { display: none !important }`;

/** How far the middle of the marker's square is from the picture's spot, in CSS px, both as the browser painted them. */
export async function distanceToSpot(page: Page): Promise<number> {
  const show = (css: string) =>
    page.evaluate((text) => {
      const root = document.querySelector('[data-imagechat]')?.shadowRoot;
      const own = root?.adoptedStyleSheets.find(({ media }) => media.mediaText === 'screen');
      const sheet = own ?? new CSSStyleSheet({ media: 'screen' });
      sheet.replaceSync(text);
      if (!own) root?.adoptedStyleSheets.push(sheet);
    }, css);
  await show(DISC);
  const seen = await page.screenshot();
  await show('.root { visibility: hidden !important }');
  const picture = await page.screenshot();
  const [marker, spot] = [await middleOf(page, seen, 'green'), await middleOf(page, picture, 'magenta')];
  return Math.hypot(marker.x - spot.x, marker.y - spot.y);
}

/** The middle of all that has a colour in a screenshot of a page at one device px per CSS px. */
async function middleOf(
  page: Page,
  png: Buffer,
  colour: 'green' | 'magenta',
): Promise<{ x: number; y: number }> {
  const url = `data:image/png;base64,${png.toString('base64')}`;
  const found = await page.evaluate(
    async ({ url, isGreen }) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      let [x, y, sum] = [0, 0, 0];
      for (let at = 0; at < data.length; at += 4) {
        const green = (data[at + 1] ?? 0) - ((data[at] ?? 0) + (data[at + 2] ?? 0)) / 2;
        const weight = Math.max(0, isGreen ? green : -green);
        // Only the ground's own grey and noise are paler than this.
        if (weight < 40) continue;
        sum += weight;
        x += weight * (((at / 4) % image.width) + 0.5);
        y += weight * (Math.floor(at / 4 / image.width) + 0.5);
      }
      return { x: x / sum, y: y / sum };
    },
    { url, isGreen: colour === 'green' },
  );
  if (Number.isNaN(found.x)) throw new Error(`nothing ${colour} can be seen`);
  return found;
}
