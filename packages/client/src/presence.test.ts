import { expect, test } from 'bun:test';
import { openPresence } from './presence.ts';
import { Dialogue, conversation } from './testing/dialogue.ts';

const BEN = { id: 'ben', name: 'Ben' };

/** A watched image on a live line, and who looks at it; `may` can be taken away. */
function company({ may = true } = {}) {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  const rights = { may };
  const presence = openPresence(image, () => rights.may);
  const heard: unknown[] = [];
  presence.subscribe(() => heard.push(presence.view));
  return { it, image, presence, heard, rights };
}

test('P1: says once that one is here, and hears who else is', () => {
  const { it, presence, heard } = company();
  it.expects({ t: 'presence', i: 1, typing: null });
  it.expectsNothing();
  it.says({ t: 'presence', i: 1, viewers: 2, people: [BEN] });
  it.says({ t: 'presence', i: 1, viewers: 2, people: [BEN] });
  expect(presence.view).toEqual({ viewers: 2, people: [BEN] });
  expect(heard).toHaveLength(1);
});

test('P1: who may not be announced says nothing, also of typing; afterwards once more', async () => {
  const { it, presence, rights } = company({ may: false });
  presence.announceTyping('c1');
  await it.environment.advance(5_000);
  it.expectsNothing();
  rights.may = true;
  presence.again();
  it.expects({ t: 'presence', typing: 'c1' });
});

test('P1: typing is thinned out: at most once a second, again every three while it lasts, and its end at once or a second later', async () => {
  const { it, presence } = company();
  it.expects({ t: 'presence', typing: null });
  await it.environment.advance(1_000);
  for (let key = 0; key < 35; key++) {
    presence.announceTyping('c1');
    await it.environment.advance(100);
  }
  it.expects({ t: 'presence', typing: 'c1' });
  it.expects({ t: 'presence', typing: 'c1' });
  presence.announceTyping(null);
  it.expectsNothing();
  await it.environment.advance(500);
  it.expects({ t: 'presence', typing: null });
  presence.announceTyping(null);
  await it.environment.advance(10_000);
  it.expectsNothing();
});

test('P1: without a line nobody is there, and with the next one it is said again', async () => {
  const { it, presence } = company();
  it.expects({ t: 'presence' });
  it.says({ t: 'presence', i: 1, viewers: 2, people: [BEN] });
  await it.cut();
  expect(presence.view).toEqual({ viewers: 0, people: [] });
  presence.announceTyping('c1');
  await it.environment.advance(1_000);
  it.greets();
  it.shows([conversation('c1')], { i: 4 });
  it.expects({ t: 'presence', i: 4, typing: 'c1' });
});

test('P1: who hears nothing for a minute keeps no typing signs', async () => {
  const { it, presence } = company();
  it.says({ t: 'presence', i: 1, viewers: 2, people: [{ ...BEN, typing: 'c1' }] });
  expect(presence.view.people).toEqual([{ ...BEN, typing: 'c1' }]);
  for (let seconds = 0; seconds < 60; seconds += 5) {
    await it.environment.advance(5_000);
    it.says({ t: 'alive' });
  }
  expect(presence.view.people).toEqual([BEN]);
});

test('P1: after the release nothing is said or heard', async () => {
  const { it, presence, heard } = company();
  it.expects({ t: 'presence' });
  presence.announceTyping('c1');
  presence.release();
  await it.environment.advance(3_000);
  it.expectsNothing();
  it.says({ t: 'presence', i: 1, viewers: 2, people: [BEN] });
  expect(heard).toEqual([]);
});
