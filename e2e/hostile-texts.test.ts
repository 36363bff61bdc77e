import { describe, expect, test } from 'bun:test';
import type { Operation } from '@imagechat/protocol/catalog';
import type { Page } from 'playwright-core';
import { HOSTILE } from './hostile/corpus.ts';
import { watchMisdeeds } from './hostile/watch.ts';
import { type Stage, scenario, withBrowser } from './support/scenario.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';
import { page as pageWith, serve, withPages } from './support/widget-page.ts';
import { type WireClient, freshId } from './support/wire-client.ts';

const LIMIT = 300_000;
const URL_ID = 'hostile';
/** So many in a conversation, that one page of its comments holds them all. */
const MOST = 50;

withBrowser();
withPages();

/** A conversation of hostile comments: its id and its texts, as they were sent. */
interface Attack {
  readonly id: string;
  readonly what: string;
  readonly texts: readonly string[];
}

test('the corpus is large and every text has its own', () => {
  const all = Object.values(HOSTILE).flat();
  expect(all.length).toBeGreaterThanOrEqual(200);
  expect(new Set(all).size).toBe(all.length);
});

/** Says every text of the corpus on one image, in conversations by what they try; texts of nothing one can see are refused. */
async function attack(wire: WireClient, i: number): Promise<readonly Attack[]> {
  const attacks: Attack[] = [];
  for (const [what, texts] of Object.entries(HOSTILE)) {
    for (let from = 0; from < texts.length; from += MOST - 1) {
      const id = freshId();
      const place = { x: 5 + (attacks.length % 9) * 11, y: 10 + Math.floor(attacks.length / 9) * 30 };
      const first = { id: freshId(), text: `${what} ${from}` };
      await said(wire, i, {
        type: 'create-conversation',
        broadcastId: freshId(),
        id,
        ...place,
        comment: first,
      });
      const taken: string[] = [];
      for (const text of texts.slice(from, from + MOST - 1)) {
        const comment = { id: freshId(), text };
        const code = await said(wire, i, { type: 'add-comment', broadcastId: freshId(), id, comment });
        expect([text, code ?? 'empty-comment']).toEqual([text, 'empty-comment']);
        if (code === undefined) taken.push(text);
      }
      attacks.push({ id, what: first.text, texts: taken });
    }
  }
  return attacks;
}

async function said(wire: WireClient, i: number, operation: Operation): Promise<string | undefined> {
  const answer = await wire.submits(i, operation);
  return answer.t === 'refused' ? answer.error.code : undefined;
}

/** Everything in the open window that is wider than the window, or gives the page or a list of comments something to scroll sideways. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wrong: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) wrong.push(`the page is ${scrollWidth} wide, its window ${clientWidth}`);
    const root = document.querySelector('img')?.nextElementSibling?.shadowRoot;
    const open = [...(root?.querySelectorAll('[part~="window"]') ?? [])].find((it) => it.checkVisibility());
    const box = open?.getBoundingClientRect();
    if (!open || !box) return ['there is no window'];
    for (const element of open.querySelectorAll('[part~="comment"], [part~="comment"] *')) {
      // Code keeps its lines and scrolls in its own box.
      if (element.parentElement?.closest('pre')) continue;
      const { left, right, width } = element.getBoundingClientRect();
      const isOut = width > 1 && (left < box.left - 1 || right > box.right + 1);
      if (isOut)
        wrong.push(
          `${element.tagName} ${Math.round(left)}–${Math.round(right)}: ${element.textContent?.slice(0, 40)}`,
        );
    }
    const list = open.querySelector('[part~="comment"]')?.parentElement?.parentElement;
    if (list && list.scrollWidth > list.clientWidth) wrong.push(`the comments are ${list.scrollWidth} wide`);
    return wrong.slice(0, 10);
  });
}

/** Elements in comments that the server's reading cannot ask for, and links that lead or speak as they must not. */
function strangers(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.querySelector('img')?.nextElementSibling?.shadowRoot;
    const known = /^(P|DIV|SPAN|STRONG|EM|S|CODE|PRE|A|UL|OL|LI|BLOCKQUOTE|IMG|BDI|BR)$/;
    return [...(root?.querySelectorAll('[part~="text"], [part~="text"] *') ?? [])].flatMap((element) => {
      const events = element.getAttributeNames().filter((name) => name.startsWith('on') || name === 'style');
      const wrong =
        known.test(element.tagName) && events.length === 0 ? [] : [element.outerHTML.slice(0, 80)];
      if (!(element instanceof HTMLAnchorElement)) return wrong;
      const isFair = /^(https?|mailto):$/.test(element.protocol) && /^nofollow noopener/.test(element.rel);
      return isFair && element.target === '_blank' ? wrong : [...wrong, element.outerHTML.slice(0, 80)];
    });
  });
}

/** Opens a conversation and waits until all its comments are there. */
async function look(visitor: Visitor, { what, texts }: Attack): Promise<void> {
  await visitor.openMarker(what);
  await until(`the comments of ${what}`, async () => (await visitor.comments()).length === texts.length + 1);
}

async function stageIt(stage: Stage, viewport: { width: number; height: number }) {
  const server = await stage.server();
  const name = '<img src=x onerror=alert(1)>\u202e';
  const wire = await stage.wire({ port: server.port, name });
  const { i } = await wire.watches(URL_ID);
  const attacks = await attack(wire, i);
  const policy = [
    "default-src 'none'",
    `img-src 'self' ${server.origin}`,
    "style-src 'none'",
    `script-src 'nonce-abc' ${server.origin}`,
    `connect-src ${server.origin} ${server.origin.replace('http', 'ws')}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const width = Math.min(900, viewport.width - 16);
  const image = `<img id="it" src="/picture.webp" width="${width}" height="${(width * 2) / 3}" alt="">`;
  const html = pageWith(server.origin, URL_ID, image)
    .replaceAll('<script>', '<script nonce="abc">')
    .replace('<link rel="icon" href="data:,">', '');
  const pages = serve({ '/': { html, headers: { 'content-security-policy': policy } } });
  const visitor = await stage.visitor('Ada', { viewport });
  const hosts = [new URL(pages.at('/')).host, new URL(server.origin).host];
  const misdeeds = await watchMisdeeds(visitor.page, hosts);
  await visitor.open(pages.at('/'));
  return { attacks, misdeeds, visitor };
}

test(
  'what watches them sees what they would do',
  scenario(async (stage) => {
    const pages = serve({ '/': { html: '<body>Nothing<img src="/picture.webp" alt="">' } });
    const visitor = await stage.visitor('Ada');
    const misdeeds = await watchMisdeeds(visitor.page, [new URL(pages.at('/')).host]);
    await visitor.page.goto(pages.at('/'));
    await visitor.page.evaluate(() => {
      alert(1);
      document.body.innerHTML = '<b>x</b>';
      document.body.insertAdjacentHTML('beforeend', '<b>x</b>');
      new Image().src = 'http://evil.invalid/pixel.gif';
    });
    await until('the request', async () => (await misdeeds()).outside.length > 0);
    expect(await misdeeds()).toEqual({
      inPage: ['alert', 'innerHTML', 'insertAdjacentHTML'],
      outside: ['asked http://evil.invalid/pixel.gif'],
    });
  }),
  LIMIT,
);

describe('hostile texts', () => {
  for (const viewport of [
    { width: 1200, height: 800 },
    { width: 320, height: 640 },
  ])
    test(
      `run nothing, fetch nothing, go nowhere and break no layout at ${viewport.width} px, under a strict policy with Trusted Types`,
      scenario(async (stage) => {
        const { attacks, misdeeds, visitor } = await stageIt(stage, viewport);
        const broken: string[] = [];
        for (const one of attacks) {
          await look(visitor, one);
          const wrong = [...(await tooWide(visitor.page)), ...(await strangers(visitor.page))];
          broken.push(...wrong.map((each) => `${one.what}: ${each}`));
          await visitor.closeWindow();
        }
        expect(broken).toEqual([]);
        expect(await misdeeds()).toEqual({ inPage: [], outside: [] });
      }),
      LIMIT,
    );
});
