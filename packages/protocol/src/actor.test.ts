import { expect, test } from 'bun:test';
import { type ActorInfo, allows } from './actor.ts';

const ada: ActorInfo = {
  id: 'ada',
  kind: 'visitor',
  name: 'Ada',
  rights: {
    read: 'any',
    'create-conversation': 'any',
    'move-conversation': 'own',
    'resolve-conversation': 'own',
    'reopen-conversation': 'own',
    'delete-conversation': 'no',
    'add-comment': 'any',
    'edit-comment': 'own',
    'delete-comment': 'own',
    react: 'any',
    'approve-comment': 'no',
    'hide-comment': 'no',
    'flag-comment': 'any',
    'restore-comment': 'own',
    'restore-conversation': 'own',
    'lock-conversation': 'no',
    'unlock-conversation': 'no',
    'disown-conversation': 'no',
    'forget-person': 'no',
    upload: 'any',
  },
};

test("rights reach to nothing, to one's own, or to everybody's", () => {
  expect(allows(ada, 'add-comment', 'ben')).toBe(true);
  expect(allows(ada, 'edit-comment', 'ben')).toBe(false);
  expect(allows(ada, 'edit-comment', 'ada')).toBe(true);
  expect(allows(ada, 'edit-comment')).toBe(true);
  expect(allows(ada, 'delete-conversation', 'ada')).toBe(false);
});
