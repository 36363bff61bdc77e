import { afterAll } from 'bun:test';
import type { Page } from 'playwright-core';
import { Pages } from './pages.ts';
import type { Stage } from './scenario.ts';
import type { Visitor } from './visitor.ts';

const started: Pages[] = [];

/** Ends what was served; call it once in every file that serves pages, since modules are shared between files. */
export function withPages(): void {
  afterAll(() => {
    for (const pages of started.splice(0)) pages[Symbol.dispose]();
  });
}

/** Serves pages until the tests of the file are over. */
export function serve(pages: ConstructorParameters<typeof Pages>[0]): Pages {
  const served = new Pages(pages);
  started.push(served);
  return served;
}

let opening = 0;

const META =
  '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">';
/** The one image of our pages. */
export const IMAGE = '<img id="it" src="/picture.webp" alt="A design">';

/** A page with the script and one widget on `#it`; `urlId` keeps the tests apart. */
export function page(chat: string, urlId: string, body: string, options = '', script = ''): string {
  return `${META}<body>${body}
<script src="${chat}/js/embed-image-chat.min.js"></script>
<script>window.handle = ImageChat(document.querySelector('#it'), { tenantId: 'demo', urlId: '${urlId}', ${options} });${script}</script>`;
}

/** Starts a server and opens such a page, with the widget live on it. */
export async function opened(
  stage: Stage,
  body: string,
  { viewport = { width: 1200, height: 800 }, options = '', script = '', phone = false } = {},
): Promise<{ visitor: Visitor; page: Page; pages: Pages; chat: string }> {
  const server = await stage.server();
  const urlId = `widget-${opening++}`;
  const pages = serve({ '/': { html: page(server.origin, urlId, body, options, script) } });
  const visitor = await stage.visitor('Ada', { viewport, hasTouch: phone, isMobile: phone });
  await visitor.open(pages.at('/'), 'css:light=img#it');
  return { visitor, page: visitor.page, pages, chat: server.origin };
}

/** What our pages keep at hand, and what the script puts there. */
export interface Started {
  readonly handle: { update(config: object): void; destroy(): void };
  readonly again: unknown;
  readonly kept: Element;
  readonly heard: string[];
  ImageChat(target: unknown, config: object): unknown;
  FastCommentsImageChat: unknown;
}
