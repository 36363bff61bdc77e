import { expect, test } from 'bun:test';
import type { Action, ActorKind } from '@imagechat/protocol/actor';
import { ACCESS, actorInfo, may } from './access.ts';
import { actor } from './testing/builders.ts';

/** What each may do, written down a second time by hand: `+` everybody's, `o` one's own, `-` nothing. */
const EXPECTED = `
                      visitor  user  moderator  admin  api-key
read                  +        +     +          +      +
create-conversation   +        +     +          +      +
move-conversation     o        o     +          +      +
resolve-conversation  o        +     +          +      +
reopen-conversation   o        +     +          +      +
delete-conversation   o        o     +          +      +
add-comment           +        +     +          +      +
edit-comment          o        o     o          o      +
delete-comment        o        o     +          +      +
react                 +        +     +          +      +
approve-comment       -        -     +          +      +
hide-comment          -        -     +          +      +
flag-comment          +        +     -          -      +
restore-comment       o        o     +          +      +
restore-conversation  o        o     +          +      +
lock-conversation     -        -     +          +      +
unlock-conversation   -        -     +          +      +
disown-conversation   -        -     -          +      +
forget-person         -        -     -          +      +
upload                +        +     +          +      +
`;

const [kinds = [], ...rows] = EXPECTED.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));

test('the permission table, cell by cell', () => {
  expect(rows.map(([action]) => action as string).toSorted()).toEqual(Object.keys(ACCESS).toSorted());
  for (const [action, ...cells] of rows) {
    for (const [column, cell] of cells.entries()) {
      const by = actor({ id: 'me', kind: kinds[column] as ActorKind });
      const found = [may(by, action as Action, 'me'), may(by, action as Action, 'somebody')];
      const wanted = { '+': [true, true], o: [true, false], '-': [false, false] }[cell as '+' | 'o' | '-'];
      expect(`${action} by ${by.kind}: ${found}`).toBe(`${action} by ${by.kind}: ${wanted}`);
    }
  }
});

test('an actor is told its row of the table', () => {
  expect(actorInfo(actor()).rights).toMatchObject({ read: 'any', 'delete-comment': 'own' });
});
