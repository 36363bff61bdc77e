import { expect, test } from 'bun:test';
import type { ActorKind } from '@imagechat/protocol/actor';
import { sees } from './access.ts';
import { ADMINISTRATION, type Administration, mayAdminister, standsOver } from './administration.ts';
import { actor } from './testing/builders.ts';

const KINDS: readonly ActorKind[] = ['visitor', 'user', 'moderator', 'admin', 'api-key'];

/** Who may do what, written down a second time by hand: `+` yes, `-` no. */
const EXPECTED: Readonly<Record<Administration, string>> = {
  ban: '- - + + +',
  'sign-out': '- - + + +',
  'set-image-groups': '- - + + +',
  'rename-image': '- - - + +',
  'export-person': '- - - + +',
  'erase-person': '- - - + +',
  'read-audit': '- - - + +',
  'export-tenant': '- - - - +',
  'import-tenant': '- - - - +',
};

test('the table of administration, cell by cell', () => {
  expect(Object.keys(ADMINISTRATION).sort()).toEqual(Object.keys(EXPECTED).sort());
  for (const [what, row] of Object.entries(EXPECTED)) {
    const found = KINDS.map((kind) => (mayAdminister(actor({ kind }), what as Administration) ? '+' : '-'));
    expect([what, found.join(' ')]).toEqual([what, row]);
  }
});

test('moderators are banned by admins only, and nobody bans oneself', () => {
  const person = { id: 'x', isAdmin: false, isModerator: false };
  const may = (kind: ActorKind, subject: Partial<typeof person>) =>
    standsOver(actor({ id: 'me', kind }), { ...person, ...subject });
  expect(may('moderator', {})).toBe(true);
  expect(may('moderator', { isModerator: true })).toBe(false);
  expect(may('moderator', { isAdmin: true })).toBe(false);
  expect(may('admin', { isAdmin: true })).toBe(true);
  expect(may('admin', { id: 'me' })).toBe(false);
});

/** CONTRACT §4 "Groups": the image's, the actor's, and whether it sees the image. */
const GROUPS: readonly (readonly [string[] | null, string[] | null, boolean])[] = [
  [null, null, true],
  [null, ['a'], true],
  [null, [], true],
  [['a'], null, true],
  [['a'], [], false],
  [['a', 'b'], ['b', 'c'], true],
  [['a', 'b'], ['c'], false],
  [['a'], ['A'], false],
  [[], null, false],
  [[], ['a'], false],
  [[], [], false],
];

test('CONTRACT §4: groups let in whom they name; who moderates is let in always', () => {
  for (const [image, groupIds, expected] of GROUPS) {
    for (const kind of ['visitor', 'user'] as const)
      expect([image, groupIds, sees(actor({ kind, groupIds }), image)]).toEqual([image, groupIds, expected]);
    for (const kind of ['moderator', 'admin', 'api-key'] as const)
      expect(sees(actor({ kind, groupIds }), image)).toBe(true);
  }
});
