import { expect, test } from 'bun:test';
import { type Operation, changes, factOf } from './catalog.ts';
import { newId } from './ids.ts';

const broadcastId = '0199d3a4-7c1e-7b02-9f0e-5a6c1d2e3f40';
const stamp = {
  seq: 1234,
  broadcastId,
  at: 1_794_987_660_000,
  by: 'q8Zt1mVbR0iJx3kY5nW7cA',
  name: 'Ada Lovelace',
};
const newUuid = () => newId({ now: () => stamp.at, random: (bytes) => crypto.getRandomValues(bytes) });

test('A1: what a client smuggles into an operation is in no event', () => {
  const smuggled = {
    by: 'mallory',
    name: 'Admin',
    seq: 1,
    at: 0,
    count: 9,
    createdAt: 0,
    tenantId: 'other',
    type: 'x',
  };
  const served = {
    by: 'mallory',
    createdAt: 0,
    editedAt: 0,
    depth: 0,
    body: [{ t: 'pre', text: 'x' }],
    reactions: [],
  };
  const comment = { id: 'm1', text: 'Hi', replyTo: 'm0', mentions: [{ id: 'a', name: 'A' }], ...served };
  const place = { x: 1, y: 2, undoes: 3 };
  const types: Operation['type'][] = [
    'create-conversation',
    'move-conversation',
    'resolve-conversation',
    'reopen-conversation',
    'delete-conversation',
    'add-comment',
    'edit-comment',
    'delete-comment',
    'react',
    'approve-comment',
    'hide-comment',
    'flag-comment',
    'restore-comment',
    'restore-conversation',
    'lock-conversation',
    'unlock-conversation',
    'disown-conversation',
    'forget-person',
  ];
  const told = ['type', 'id', 'x', 'y', 'comment', 'change', 'undoes', 'status', 'emoji', 'on'];
  const allowed = new Set([...Object.keys(stamp), ...told]);
  for (const type of types) {
    const event = factOf(
      { ...smuggled, id: 'c1', ...place, comment, broadcastId, type } as unknown as Operation,
      stamp,
    );
    expect(event).toMatchObject(stamp);
    expect(Object.keys(event).filter((field) => !allowed.has(field))).toEqual([]);
    const { comment: told = {} } = event as { comment?: object };
    expect(Object.keys(told).filter((field) => !['id', 'text', 'replyTo'].includes(field))).toEqual([]);
  }
});

test('A1: deleting a comment tells its id alone', () => {
  const operation = {
    type: 'delete-comment',
    broadcastId,
    id: 'c1',
    comment: { id: 'm1', text: 'last words' },
  } as const;
  expect(JSON.stringify(factOf(operation, stamp))).not.toContain('last words');
});

test('every change an event can carry has its function', () => {
  expect(Object.keys(changes).sort()).toEqual([
    'comment-added',
    'comment-approved',
    'comment-cleared',
    'comment-discarded',
    'comment-edited',
    'comment-flagged',
    'comment-hidden',
    'comment-marked',
    'comment-proposed',
    'comment-removed',
    'comment-restored',
    'comment-revised',
    'disowned',
    'locked',
    'moved',
    'person-forgotten',
    'proposed',
    'reacted',
    'reopened',
    'resolved',
    'restored',
    'unlocked',
  ]);
});

test('the frame of a new marker with a 60-character comment is at most 400 bytes', () => {
  const text = 'Could we try this leg in oak, a bit shorter and not so dark?';
  expect([text.length, stamp.name.length, stamp.by.length]).toEqual([60, 12, 22]);
  const event = factOf(
    {
      type: 'create-conversation',
      broadcastId,
      id: newUuid(),
      x: 33.3333,
      y: 66.6667,
      comment: { id: newUuid(), text },
    },
    stamp,
  );
  const frame = JSON.stringify({ t: 'events', i: 123, e: [event] });
  const webSocketHeader = 4;
  expect(new TextEncoder().encode(frame).length + webSocketHeader).toBeLessThanOrEqual(400);
});
