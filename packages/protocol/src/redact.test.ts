import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { FullEvent } from './catalog.ts';
import { redacted, writtenIn } from './redact.ts';
import { EMPTY_IMAGE, applyEvent } from './state.ts';
import { ImageModel, steps } from './testing/image-model.ts';

const stamp = { seq: 7, broadcastId: 'b', at: 1000, by: 'ada', name: 'Ada' };
const comment = { id: 'm1', text: 'my telephone number' };

test('L1: what was written goes, the number and the ids stay', () => {
  const started: FullEvent = { ...stamp, type: 'new-image-chat', id: 'c1', x: 1, y: 2, comment };
  expect(redacted(started)).toEqual({ ...started, comment: { id: 'm1', text: '' } });
  for (const change of ['comment-added', 'comment-edited'] as const) {
    const event = { ...stamp, type: 'image-chat-updated', id: 'c1', change, comment } as const;
    expect(redacted(event)).toEqual({ ...event, comment: { id: 'm1', text: '' } });
  }
  expect(comment.text).toBe('my telephone number');
});

test('L1: what comes back is emptied of its words, too, wherever they stand', () => {
  const opening = { commentId: 'm1', by: 'ada', name: 'Ada', line: 'my telephone number' };
  const numbers = { resolved: false, createdAt: 1, count: 1, latestSeq: 7, opening };
  const whole = { ...comment, seq: 3, by: 'ada', name: 'Ada', createdAt: 1, editedAt: null };
  const conversation = { id: 'c1', x: 1, y: 2, placeSeq: 7, by: 'ada', name: 'Ada', ...numbers };
  const update = { ...stamp, type: 'image-chat-updated', id: 'c1' } as const;
  const back: FullEvent[] = [
    { ...stamp, type: 'new-image-chat', id: 'c1', x: 1, y: 2, comment: whole, restored: numbers },
    { ...stamp, type: 'new-image-chat', id: 'c1', x: 1, y: 2, restored: numbers },
    { ...update, change: 'restored', conversation },
    { ...update, change: 'comment-approved', comment: whole },
    { ...update, change: 'comment-restored', comment: whole },
    { ...update, change: 'comment-proposed', comment, status: 'pending' },
    { ...update, change: 'comment-revised', comment, status: 'pending' },
    { ...update, change: 'proposed', x: 1, y: 2, comment, status: 'spam' },
  ];
  for (const event of back) {
    expect(JSON.stringify(redacted(event))).not.toContain('telephone');
    expect(writtenIn(event)).toBe('m1');
  }
});

test('L1: an event that holds nothing written stays as it is', () => {
  const quiet: FullEvent[] = [
    { ...stamp, type: 'new-image-chat', id: 'c1', x: 1, y: 2 },
    { ...stamp, type: 'image-chat-updated', id: 'c1', change: 'moved', x: 1, y: 2 },
    { ...stamp, type: 'image-chat-updated', id: 'c1', change: 'comment-removed', comment: { id: 'm1' } },
    { ...stamp, type: 'deleted-image-chat', id: 'c1' },
  ];
  for (const event of quiet) expect(redacted(event)).toBe(event);
});

test('L1: a log redacted where things were deleted still ends in the same state, and tells nothing of them', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const model = new ImageModel();
      for (const step of sequence) model.perform(step);
      const alive = new Set(
        model.conversations().flatMap(({ id }) => model.comments(id)?.map((one) => one.id) ?? []),
      );
      const log = model.events.map((event) => {
        const about = 'comment' in event ? event.comment?.id : undefined;
        return about === undefined || alive.has(about) ? event : redacted(event);
      });
      expect(log.map(({ seq }) => seq)).toEqual(model.events.map(({ seq }) => seq));
      expect([...log.reduce(applyEvent, EMPTY_IMAGE).conversations]).toEqual([
        ...model.events.reduce(applyEvent, EMPTY_IMAGE).conversations,
      ]);
    }),
  );
});
