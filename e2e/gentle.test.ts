/** What people ask of their browser: larger text, colours of their own, less motion; and that a page at rest rests. */
import { expect, test } from 'bun:test';
import { peopleStart } from './support/crowd.ts';
import { scenario, withBrowser } from './support/scenario.ts';
import { SCREENS, confirmed, two } from './support/two.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';

const LIMIT = 120_000;

withBrowser();

/** What inside the open window cannot be hit in its middle, lies outside of it, or is cut off. */
function lost(visitor: Visitor): Promise<string[]> {
  return visitor.window.evaluate((dialog) => {
    const root = dialog.getRootNode() as ShadowRoot;
    const frame = dialog.getBoundingClientRect();
    const found: string[] = [];
    const name = (it: Element): string => `${it.localName}[part=${it.getAttribute('part')}]`;
    if (frame.left < 0 || frame.top < 0 || frame.right > innerWidth || frame.bottom > innerHeight)
      found.push('the window is not whole on the screen');
    if (dialog.scrollWidth > dialog.clientWidth) found.push('the window is too narrow');
    for (const it of dialog.querySelectorAll('button, input, textarea')) {
      if (!it.checkVisibility({ opacityProperty: true })) continue;
      it.scrollIntoView({ block: 'nearest' });
      const { left, top, width, height } = it.getBoundingClientRect();
      const hit = root.elementFromPoint(left + width / 2, top + height / 2);
      if (!hit || !(it.contains(hit) || hit.contains(it)))
        found.push(`${name(it)} lies under ${hit && name(hit)}`);
    }
    for (const it of dialog.querySelectorAll('p, span, b, small, button')) {
      const { overflowX, textOverflow } = getComputedStyle(it);
      if (
        overflowX === 'hidden' &&
        textOverflow !== 'ellipsis' &&
        !it.matches('.unseen') &&
        it.scrollWidth > it.clientWidth
      )
        found.push(`${name(it)} is cut off`);
    }
    return found;
  });
}

/** Nothing is lost in the open window, once it is where it belongs: it moves in the frame after the one in which it grew. */
async function fits(visitor: Visitor): Promise<void> {
  await until('the window to fit', async () => (await lost(visitor)).length === 0).catch(async () =>
    expect(await lost(visitor)).toEqual([]),
  );
}

/** Twice the size of all text and nothing else, as browsers that enlarge text alone do it. */
function enlarge(visitor: Visitor): Promise<void> {
  return visitor.overlay.evaluate((overlay) => {
    const all = [...(overlay.closest('.root')?.querySelectorAll<HTMLElement>('*') ?? [])];
    const sizes = all.map((it) => {
      const { fontSize, lineHeight } = getComputedStyle(it);
      return [2 * Number.parseFloat(fontSize), 2 * Number.parseFloat(lineHeight)] as const;
    });
    for (const [at, it] of all.entries()) {
      const [font, line] = sizes[at] ?? [];
      it.style.fontSize = `${font}px`;
      if (line) it.style.lineHeight = `${line}px`;
    }
  });
}

for (const [screen, options] of Object.entries(SCREENS))
  test(
    `${screen}: with text of twice its size everything can be read and pressed`,
    scenario(async (stage) => {
      const { ada, ben } = await two(stage, `large-${screen}`, options);
      await ben.openMarker('Ada was here');
      await ben.say('And a somewhat longer answer, so that there are lines to be broken.');
      await ada.reads('And a somewhat longer answer, so that there are lines to be broken.');
      await ada.window.locator('[part~="open-format"]').click();
      await ada.window.locator('[part~="bold"]').waitFor();
      await fits(ada);
      await enlarge(ada);
      await fits(ada);
    }),
    LIMIT,
  );

test(
  'at 200 % of page zoom on a small laptop everything can be read and pressed',
  scenario(async (stage) => {
    const { ada } = await two(stage, 'zoomed', {
      viewport: { width: 640, height: 360 },
      deviceScaleFactor: 2,
    });
    // With all that belongs to it, of which a part comes later.
    await ada.window.locator('[part~="open-format"]').waitFor();
    await fits(ada);
  }),
  LIMIT,
);

test(
  'where colours are forced, markers, what is new, what is open and what is pressed are told apart',
  scenario(async (stage) => {
    const { ada, ben } = await two(stage, 'forced', { ...SCREENS.desktop, forcedColors: 'active' });
    await ben.starts(60, 60, 'Ben as well');
    const looks = (words: string) =>
      ada.marker(words).evaluate((it) => {
        const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(it, '::before');
        const dot = it.querySelector('i');
        const { content, backgroundColor } = getComputedStyle(dot ?? it, '::after');
        return {
          line: `${borderTopStyle} ${borderTopWidth}`,
          borderTopColor,
          dot: content === 'none' ? '' : backgroundColor,
        };
      });
    await ada.page.locator('.marker.unread').waitFor();
    const [open, fresh] = [await looks('Ada was here'), await looks('Ben as well')];
    expect(fresh.line).toMatch(/^solid [2-9]px$/);
    expect(open.borderTopColor).not.toBe(fresh.borderTopColor);
    expect(fresh.dot).toMatch(/^rgb/);
    for (const part of ['send', 'input'])
      expect(
        await ada.window
          .locator(`[part~="${part}"]`)
          .evaluate((it) => getComputedStyle(it.closest('.field, .send') ?? it).borderTopStyle),
      ).toBe('solid');
    const hide = ada.page.locator('[part~="hide-resolved"]');
    const back = () => hide.evaluate((it) => getComputedStyle(it).backgroundColor);
    await ada.closeWindow();
    const before = await back();
    await hide.press('Enter');
    await until('the tool to look pressed', async () => (await back()) !== before);
  }),
  LIMIT,
);

test(
  'whoever wants less motion sees things appear, and nothing move',
  scenario(async (stage) => {
    const { ada, address } = await two(stage, 'still', { ...SCREENS.desktop, reducedMotion: 'reduce' });
    const chat = new URL(new URL(address).searchParams.get('chat') ?? '');
    // What is animated, by the properties that change, from now on.
    await ada.overlay.evaluate((overlay) => {
      const root = overlay.getRootNode() as ShadowRoot;
      const seen = new Set<string>();
      const look = () => {
        for (const one of root.getAnimations())
          for (const frame of (one.effect as KeyframeEffect | null)?.getKeyframes() ?? [])
            for (const key of Object.keys(frame))
              if (!/^(?:offset|computedOffset|easing|composite)$/.test(key)) seen.add(key);
        requestAnimationFrame(look);
      };
      look();
      Object.assign(window, { seen });
    });
    await ada.closeWindow();
    await peopleStart(Number(chat.port), 'still', [
      { x: 60, y: 60, text: 'Somebody else' },
      { x: 60.2, y: 60.2, text: 'And once more' },
    ]);
    await ada.marker('And once more').waitFor();
    await ada.marker('And once more').hover();
    await ada.page.locator('.marker.fanned').first().waitFor();
    await ada.page.locator('[part~="preview"]').waitFor();
    await ada.openMarker('Ada was here');
    await ada.say('Said without moving');
    await confirmed(ada, 'Said without moving');
    await ada.choose('header', 'Move the marker');
    await ada.page.keyboard.press('Shift+ArrowRight');
    await ada.page.keyboard.press('Enter');
    await ada.page.locator('[part~="told"]').waitFor();
    const seen = await ada.page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen].sort());
    expect(seen).toEqual(['opacity']);
  }),
  LIMIT,
);

test(
  'T1: with a window open and nothing said a page sets a timer for the line and the clock, asks for no frame, and hidden for the line alone',
  scenario(async (stage) => {
    const server = await stage.server();
    const ada = await stage.visitor('Ada', SCREENS.desktop ?? {});
    await ada.page.clock.install();
    await ada.page.addInitScript(() => {
      const work = { timers: 0, frames: 0 };
      const { setTimeout: wait, requestAnimationFrame: frame } = window;
      Object.assign(window, {
        work,
        setTimeout: (run: () => void, ms?: number) =>
          wait(() => {
            work.timers++;
            run();
          }, ms),
        requestAnimationFrame: (run: FrameRequestCallback) =>
          frame((at) => {
            work.frames++;
            run(at);
          }),
      });
    });
    await ada.open(stage.page(server.origin, 'at-rest'));
    await ada.starts(30, 30, 'And then nothing');
    await confirmed(ada, 'And then nothing');
    // From here on time goes by only where the test lets it: what a busy machine needs would be beats and minutes of its own.
    await ada.page.clock.pauseAt((await ada.page.evaluate(() => Date.now())) + 5_000);
    const asked = (): number => ada.frames.filter((frame) => 'up' in frame && frame.up.t === 'alive').length;
    /** Lets 25 s go by, the beat of the line, so many times: by steps, since a line that does not answer within 10 s is given up. */
    const beats = async (count: number): Promise<void> => {
      const before = asked();
      for (let step = 0; step < 5 * count; step++) {
        await ada.page.clock.runFor(5_000);
        await until('the line to answer', () => ada.heardSince(0, 'alive').length === asked());
      }
      expect(asked() - before).toBe(count);
    };
    const work = async (count: number): Promise<{ timers: number; frames: number }> => {
      await ada.page.evaluate(() =>
        Object.assign((window as unknown as { work: object }).work, { timers: 0, frames: 0 }),
      );
      await beats(count);
      return ada.page.evaluate(
        () => (window as unknown as { work: { timers: number; frames: number } }).work,
      );
    };
    // What was just said and opened comes to its end.
    await beats(2);
    const shown = await work(12);
    expect(shown.frames).toBe(0);
    // Twelve beats of 25 s; five minutes of "so many minutes ago", and as often that somebody is still here.
    expect(shown.timers).toBeLessThanOrEqual(12 + 5);
    await ada.page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await beats(2);
    const hidden = await work(12);
    expect(hidden.frames).toBe(0);
    expect(hidden.timers).toBeLessThanOrEqual(12);
  }),
  LIMIT,
);
