import { expect, test } from 'bun:test';
import type { LiveThread, ThreadView } from '@imagechat/client/api';
import { KeptThreads } from './kept-threads.ts';

/** An image that tells which of its threads are open; `status` is what each of them shows. */
function image() {
  const open: string[] = [];
  const status = new Map<string, ThreadView['status']>();
  const thread = (id: string): LiveThread => {
    open.push(id);
    return {
      get view() {
        return { status: status.get(id) ?? 'ready', comments: [], earlier: false } as const;
      },
      subscribe: () => () => undefined,
      loadEarlier: () => Promise.resolve(),
      release: () => open.splice(open.indexOf(id), 1),
    };
  };
  return { open, status, kept: new KeptThreads(thread) };
}

test('a conversation opened again is the one that was loaded', () => {
  const { open, kept } = image();
  const first = kept.open('a');
  kept.open('b');
  expect(kept.open('a')).toBe(first);
  expect(open).toEqual(['a', 'b']);
});

test('the ten opened last are kept, and none that is gone', () => {
  const { open, status, kept } = image();
  for (let at = 0; at < 12; at++) kept.open(`c${at}`);
  expect(open).toEqual(Array.from({ length: 10 }, (_, at) => `c${at + 2}`));
  status.set('c5', 'gone');
  kept.open('c2');
  expect(open).not.toContain('c5');
  kept.open('new');
  expect(open).toHaveLength(10);
  kept.stop();
  expect(open).toEqual([]);
});
