import type { BrowserContextOptions } from 'playwright-core';
import type { Stage } from './scenario.ts';
import { until } from './until.ts';
import type { Visitor } from './visitor.ts';

/** The sizes at which what people see is tested. */
export const SCREENS: Readonly<Record<string, BrowserContextOptions>> = {
  desktop: { viewport: { width: 1100, height: 800 } },
  phone: { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true },
};

/** Ada, on the screen asked for, with a conversation of hers open, and Ben on the same picture. */
export async function two(
  stage: Stage,
  urlId: string,
  screen: BrowserContextOptions = {},
): Promise<{ ada: Visitor; ben: Visitor; address: string }> {
  const server = await stage.server();
  const address = stage.page(server.origin, urlId);
  const [ada, ben] = [await stage.visitor('Ada', screen), await stage.visitor('Ben')];
  await Promise.all([ada.open(address), ben.open(address)]);
  await ada.starts(20, 20, 'Ada was here');
  await confirmed(ada, 'Ada was here');
  return { ada, ben, address };
}

/** Waits until a comment with these words is accepted. */
export function confirmed(visitor: Visitor, words: string): Promise<unknown> {
  return until(`${words} to be confirmed`, async () =>
    (await visitor.comments()).some(({ text, pending }) => text === words && !pending),
  );
}

/** The part that has the focus in the widget. */
export function focused(visitor: Visitor): Promise<string> {
  return visitor.image.evaluate(
    (image) => image.nextElementSibling?.shadowRoot?.activeElement?.getAttribute('part') ?? '',
  );
}
