import { describe, expect, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { type Stage, scenario, withBrowser } from './support/scenario.ts';
import { SCREENS, confirmed, focused, two } from './support/two.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';

const LIMIT = 240_000;

withBrowser();

const options = ({ window }: Visitor) => window.locator('[part~="suggestion"]');
const pictures = ({ window }: Visitor) => window.locator('[part~="picture"]');
const text = ({ window }: Visitor) => window.locator('[part~="text"]');

/** Waits until a single name is suggested: slow keys are asked about one by one, and the first letters are those of several. */
function onlyOne(visitor: Visitor): Promise<unknown> {
  return until('one suggestion', async () => (await options(visitor).count()) === 1);
}

/** What the box says about its suggestions. */
function pointed(visitor: Visitor): Promise<string | null> {
  return visitor.input.evaluate((box) => {
    const id = box.getAttribute('aria-activedescendant');
    const root = box.getRootNode() as ShadowRoot;
    return id && (root.getElementById(id)?.textContent ?? null);
  });
}

/** Ada with her conversation open, and Ben and Bea, who wrote in it. */
async function three(stage: Stage, urlId: string, screen: (typeof SCREENS)[string] = {}): Promise<Visitor> {
  const { ada, ben, address } = await two(stage, urlId, screen);
  await ben.openMarker('Ada was here');
  await ben.say('So was Ben');
  const bea = await stage.visitor('Bea Lund');
  await bea.open(address);
  await bea.openMarker('Ada was here');
  await bea.say('And Bea');
  await ada.reads('So was Ben');
  await ada.reads('And Bea');
  await ada.window.locator('[part~="open-format"]').waitFor();
  return ada;
}

/** A picture as bytes of a file of this kind. */
function drawn(page: Page, width: number, height: number): Promise<number[]> {
  return page.evaluate(
    async ([w, h]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [w, h];
      const context = canvas.getContext('2d');
      if (context) context.fillStyle = 'teal';
      context?.fillRect(0, 0, w / 2, h);
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done));
      return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
    },
    [width, height] as const,
  );
}

/** Pastes or drops a file. */
function gives(
  visitor: Visitor,
  how: 'paste' | 'drop',
  bytes: readonly number[],
  type: string,
): Promise<void> {
  return visitor.input.evaluate(
    (box, [kind, content, its]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(content)], 'A door.png', { type: its }));
      const init = { bubbles: true, composed: true, cancelable: true };
      const event =
        kind === 'paste'
          ? new ClipboardEvent('paste', { ...init, clipboardData: data })
          : new DragEvent('drop', { ...init, dataTransfer: data });
      (kind === 'paste' ? box : box.closest('dialog'))?.dispatchEvent(event);
    },
    [how, bytes, type] as const,
  );
}

for (const [screen, look] of Object.entries(SCREENS))
  describe(screen, () => {
    test(
      'an @ suggests who is there; arrows and Enter, Tab or a press choose, Escape leaves, and the one meant is mentioned',
      scenario(async (stage) => {
        const ada = await three(stage, 'mentions', look);
        await ada.input.focus();
        await ada.input.pressSequentially('Hi ');
        // Both at once: asked about the @ alone first, the same two would come twice, and the second time start anew at the first.
        await ada.page.keyboard.insertText('@b');
        await until('two suggestions', async () => (await options(ada).count()) === 2);
        expect(await options(ada).allTextContents()).toEqual([
          expect.stringContaining('Bea Lund'),
          expect.stringContaining('Ben'),
        ]);
        expect(await pointed(ada)).toContain('Bea Lund');
        await ada.page.keyboard.press('ArrowDown');
        expect(await pointed(ada)).toContain('Ben');
        await ada.page.keyboard.press('ArrowDown');
        expect(await pointed(ada)).toContain('Bea Lund');
        await ada.page.keyboard.press('Escape');
        await options(ada).first().waitFor({ state: 'detached' });
        expect(await ada.draft()).toBe('Hi @b');
        expect(await pointed(ada)).toBeNull();
        await ada.input.pressSequentially('en');
        await onlyOne(ada);
        await ada.page.keyboard.press('Enter');
        expect(await ada.draft()).toBe('Hi @Ben ');
        expect(await focused(ada)).toBe('input');
        await ada.input.pressSequentially('and @Bea L');
        await onlyOne(ada);
        await (look.hasTouch ? options(ada).tap() : options(ada).click());
        // A tap is over before the press that the browser makes of it.
        await until('the name', async () => (await ada.draft()) === 'Hi @Ben and @Bea Lund ');
        expect(await focused(ada)).toBe('input');
        await ada.send();
        await until('both to be mentioned', async () => {
          const said = await ada.window.locator('[part~="mention"]').allTextContents();
          return said.join() === '@Ben,@Bea Lund';
        });
        expect(ada.submittedSince(0).at(-1)).toMatchObject({
          comment: { mentions: [{ name: 'Ben' }, { name: 'Bea Lund' }] },
        });
      }),
      LIMIT,
    );

    test(
      'whom one went to among the suggestions stays chosen when one writes on',
      scenario(async (stage) => {
        const ada = await three(stage, 'stays', look);
        await ada.input.pressSequentially('@');
        await until('everybody', async () => (await options(ada).count()) === 3);
        await ada.page.keyboard.press('ArrowUp');
        expect(await pointed(ada)).toContain('Ben');
        await ada.input.pressSequentially('b');
        await until('two', async () => (await options(ada).count()) === 2);
        await ada.page.keyboard.press('Enter');
        expect(await ada.draft()).toBe('@Ben ');
      }),
      LIMIT,
    );

    test(
      'pictures are chosen, pasted and dropped, shown before they are sent, taken out, and kept with their size',
      scenario(async (stage) => {
        const { ada, ben } = await two(stage, 'pictures', look);
        const bytes = await drawn(ada.page, 120, 80);
        await ada.window.locator('[part~="open-format"]').click();
        const [chooser] = await Promise.all([
          ada.page.waitForEvent('filechooser'),
          ada.window.locator('[part~="add-picture"]').click(),
        ]);
        await chooser.setFiles({ name: 'A door.png', mimeType: 'image/png', buffer: Buffer.from(bytes) });
        await pictures(ada).waitFor();
        expect(await ada.draft()).toBe('');
        await pictures(ada).locator('[part~="remove-picture"]').click();
        await pictures(ada).waitFor({ state: 'detached' });
        expect(await focused(ada)).toBe('input');
        await gives(ada, 'paste', bytes, 'image/png');
        await pictures(ada).waitFor();
        await gives(ada, 'drop', await drawn(ada.page, 90, 90), 'image/png');
        await until('two pictures', async () => (await pictures(ada).count()) === 2);
        await ada.input.pressSequentially('Two of them');
        // What is written survives a reload, and so do its pictures.
        await ada.send();
        await ben.openMarker('Ada was here');
        for (const visitor of [ada, ben]) {
          await until('both to be shown', async () => (await text(visitor).locator('img').count()) === 2);
          const sizes = await text(visitor)
            .locator('img')
            .evaluateAll((all) => all.map((it) => [it.getAttribute('width'), it.getAttribute('alt')]));
          expect(sizes).toEqual([
            ['120', 'A door'],
            ['90', 'A door'],
          ]);
        }
        expect(await pictures(ada).count()).toBe(0);
      }),
      LIMIT,
    );

    test(
      'what is no picture says so with what to do, and goes; one that failed is sent again',
      scenario(async (stage) => {
        const { ada } = await two(stage, 'wrong', look);
        await ada.window.locator('[part~="open-format"]').waitFor();
        await ada.input.fill('With a picture');
        const failure = ada.window.locator('[part~="picture-failure"]');
        await gives(ada, 'drop', [1, 2, 3], 'text/plain');
        await failure.getByText('Pictures can be PNG, JPEG, GIF or WebP. Choose one of these.').waitFor();
        await ada.window.locator('[part~="remove-picture"]').click();
        await failure.waitFor({ state: 'detached' });
        await gives(ada, 'drop', [1, 2, 3], 'image/png');
        await failure.getByText('Pictures can be PNG').waitFor();
        await ada.window.locator('[part~="remove-picture"]').click();
        const bytes = await drawn(ada.page, 40, 40);
        await ada.page.route('**/uploads', (route) => route.abort());
        await gives(ada, 'paste', bytes, 'image/png');
        await failure.getByText('That').or(failure.getByText('offline')).waitFor();
        // The text can go without it, but not while it is on its way.
        await ada.page.unroute('**/uploads');
        await ada.window.locator('[part~="send-picture-again"]').click();
        await pictures(ada).waitFor();
        expect(await ada.draft()).toBe('With a picture');
      }),
      LIMIT,
    );
  });

test(
  'the toolbar formats by press and by keys, is one stop for Tab, and takes its formats away again',
  scenario(async (stage) => {
    const { ada } = await two(stage, 'format', SCREENS.desktop);
    const part = (name: string) => ada.window.locator(`[part~="${name}"]`);
    await part('open-format').click();
    await ada.input.fill('make it bold');
    await ada.input.evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(8, 12));
    await part('bold').click();
    expect(await ada.draft()).toBe('make it **bold**');
    expect(await focused(ada)).toBe('input');
    await ada.page.keyboard.press('Control+b');
    expect(await ada.draft()).toBe('make it bold');
    for (const [keys, result] of [
      ['Control+i', 'make it _bold_'],
      ['Control+i', 'make it bold'],
      ['Control+Shift+X', 'make it ~~bold~~'],
      ['Control+Shift+X', 'make it bold'],
      ['Control+e', 'make it `bold`'],
      ['Control+e', 'make it bold'],
      ['Control+Shift+8', '- make it bold'],
      ['Control+Shift+8', 'make it bold'],
      ['Control+k', 'make it bold[](https://)'],
    ] as const) {
      if (keys === 'Control+k') await ada.page.keyboard.press('End');
      await ada.page.keyboard.press(keys);
      expect([keys, await ada.draft()]).toEqual([keys, result]);
    }
    // The browser's own undo knows of it.
    await ada.page.keyboard.press('Control+z');
    expect(await ada.draft()).toBe('make it bold');
    await part('bold').focus();
    for (const [key, next] of [
      ['ArrowRight', 'italic'],
      ['ArrowRight', 'strike'],
      ['End', 'add-picture'],
      ['ArrowRight', 'bold'],
      ['ArrowLeft', 'add-picture'],
      ['Home', 'bold'],
    ] as const) {
      await ada.page.keyboard.press(key);
      expect([key, await focused(ada)]).toEqual([key, next]);
    }
    await ada.page.keyboard.press('Tab');
    expect(await focused(ada)).toBe('send');
    await ada.page.keyboard.press('Shift+Tab');
    expect(await focused(ada)).toBe('bold');
    await ada.say('**Done**');
    await text(ada).locator('strong').getByText('Done').waitFor();
  }),
  LIMIT,
);

test(
  'a text with a picture that was not sent is there after a reload, and mentions are kept by whoever changes a comment',
  scenario(async (stage) => {
    const ada = await three(stage, 'kept', SCREENS.desktop);
    await ada.input.fill('Look, ');
    await ada.input.pressSequentially('@Ben');
    await onlyOne(ada);
    await ada.page.keyboard.press('Tab');
    await ada.send();
    await ada.window.locator('[part~="mention"]').waitFor();
    await confirmed(ada, 'Look, @Ben');
    await ada.chooseFor('Look, @Ben', 'Edit');
    await ada.window.locator('[part~="edit-form"] textarea').fill('Look here, @Ben');
    await ada.page.keyboard.press('Enter');
    await ada.reads('Look here, @Ben');
    await ada.window.locator('[part~="mention"]').waitFor();
    await gives(ada, 'paste', await drawn(ada.page, 50, 50), 'image/png');
    await pictures(ada).waitFor();
    await ada.input.fill('Not sent, ');
    await ada.input.pressSequentially('@Bea L');
    await onlyOne(ada);
    await ada.page.keyboard.press('Tab');
    await ada.page.reload();
    await ada.openMarker('Ada was here');
    await pictures(ada).locator('img').waitFor();
    expect(await ada.draft()).toBe('Not sent, @Bea Lund ');
    await ada.send();
    await ada.window.locator('[part~="mention"]').getByText('@Bea Lund').waitFor();
  }),
  LIMIT,
);
