import { expect, test } from 'bun:test';
import type { FaultProxy } from './support/fault-proxy.ts';
import { type Stage, scenario, withBrowser } from './support/scenario.ts';
import type { ServerProcess } from './support/server-process.ts';
import { confirmed, focused } from './support/two.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';
import { logOf } from './support/wire-client.ts';

const LIMIT = 120_000;
const GIVEN_UP = "That didn't go through. Your text is still here.";

withBrowser();

interface Scene {
  readonly server: ServerProcess;
  readonly line: FaultProxy;
  readonly ada: Visitor;
}

/** Ada behind a line that can fail, in a conversation of hers. */
async function talking(stage: Stage, urlId: string): Promise<Scene> {
  const server = await stage.server();
  const line = await stage.proxy(server);
  const ada = await stage.visitor('Ada');
  await ada.open(stage.page(line.origin, urlId));
  await ada.starts(20, 20, 'Ada was here');
  await confirmed(ada, 'Ada was here');
  return { server, line, ada };
}

/** The texts of an image's log, in order. */
async function logged(server: ServerProcess, urlId: string): Promise<string[]> {
  return (await logOf(server.port, urlId)).map((event) =>
    'comment' in event && event.comment && 'text' in event.comment ? event.comment.text : String(event.type),
  );
}

/** Waits for the words of the composer's note. */
function says(visitor: Visitor, words: string): Promise<unknown> {
  return until(words, async () =>
    (await visitor.failure.count()) > 0
      ? (await visitor.failure.locator('span').first().textContent()) === words
      : false,
  );
}

test(
  'O2: what was given up and arrives after all is neither said twice nor left as unsent',
  scenario(async (stage) => {
    const { server, line, ada } = await talking(stage, 'late');
    line.holdDown(true);
    await ada.say('Once only');
    await says(ada, GIVEN_UP);
    expect(await ada.draft()).toBe('Once only');
    await ada.window.locator('[part~="again"]').click();
    line.holdDown(false);
    await confirmed(ada, 'Once only');
    expect(await ada.draft()).toBe('');
    line.holdDown(true);
    await ada.closeWindow();
    await ada.pressPicture(70, 70);
    await ada.say('Begun late');
    await says(ada, GIVEN_UP);
    line.holdDown(false);
    await ada.marker('Begun late').waitFor();
    await ada.failure.waitFor({ state: 'detached' });
    expect(await ada.draft()).toBe('');
    await ada.reads('Begun late');
    expect(await logged(server, 'late')).toEqual(['Ada was here', 'Once only', 'Begun late']);
  }),
  LIMIT,
);

test(
  'O4: the composer says that one is offline only as long as one is; the text stays and can be sent',
  scenario(async (stage) => {
    const { server, line, ada } = await talking(stage, 'back');
    const { lines } = ada;
    await line.cut();
    await ada.isCut();
    await ada.say('Held back');
    await ada.failure.getByText("You're offline").waitFor();
    await line.restore();
    await ada.isLive(lines);
    await says(ada, GIVEN_UP);
    expect(await ada.draft()).toBe('Held back');
    await ada.window.locator('[part~="again"]').click();
    await ada.reads('Held back');
    await until('the log', async () => (await logged(server, 'back')).length === 2);
  }),
  LIMIT,
);

test(
  'a deleted conversation says whose it was, and the focus stays in its window, whoever deleted it',
  scenario(async (stage) => {
    const { server, ada } = await talking(stage, 'deleted');
    const ben = await stage.visitor('Ben');
    await ben.open(stage.page(server.origin, 'deleted'));
    await ben.openMarker('Ada was here');
    await ben.reads('Ada was here');
    expect(await focused(ben)).toBe('input');
    await ada.deleteConversation();
    for (const visitor of [ada, ben]) {
      await visitor.window.getByText('This conversation was deleted.').waitFor();
      expect(await visitor.window.locator('[part~="title"]').textContent()).toBe('Ada');
      await until('the focus', async () => (await focused(visitor)) === 'close');
    }
    await ben.page.keyboard.press('Enter');
    await ben.window.waitFor({ state: 'hidden' });
  }),
  LIMIT,
);

test(
  'the focus stays in the window when there are no earlier comments left to show',
  scenario(async (stage) => {
    const { server, ada } = await talking(stage, 'earlier');
    for (let count = 1; count <= 60; count++) {
      await ada.say(`Number ${count}`);
      await confirmed(ada, `Number ${count}`);
    }
    const ben = await stage.visitor('Ben');
    await ben.open(stage.page(server.origin, 'earlier'));
    await ben.openMarker('Ada was here');
    const earlier = ben.window.locator('.earlier');
    await earlier.focus();
    await ben.page.keyboard.press('Enter');
    await earlier.waitFor({ state: 'detached' });
    await until('the focus', async () => (await focused(ben)) === 'input');
  }),
  LIMIT,
);

test(
  'a change not saved yet survives looking elsewhere, the limit and the end of its comment',
  scenario(async (stage) => {
    const { ada, line } = await talking(stage, 'edit');
    await ada.say('A slip of the pen');
    await confirmed(ada, 'A slip of the pen');
    const tab = await ada.tab();
    await tab.open(stage.page(line.origin, 'edit'));
    const box = ada.window.locator('[part~="edit-form"] textarea');
    await ada.chooseFor('A slip of the pen', 'Edit');
    await box.fill('x'.repeat(2005));
    await ada.window.getByText('5 characters too many').waitFor();
    await box.press('Enter');
    expect(await box.inputValue()).toHaveLength(2005);
    await box.fill('Half of a better');
    await ada.closeWindow();
    await ada.openMarker('Ada was here');
    expect(await box.inputValue()).toBe('Half of a better');
    await tab.openMarker('Ada was here');
    await tab.deleteComment('A slip of the pen');
    await ada.failure.waitFor();
    expect(await ada.draft()).toBe('Half of a better');
    expect(await box.count()).toBe(0);
  }),
  LIMIT,
);
