import { describe, expect, test } from 'bun:test';
import type { Action, ActorKind } from '@imagechat/protocol/actor';
import { ACCESS, actorInfo, may } from './access.ts';
import { TENANT_SETTINGS, type TenantSettings } from './tenant-settings.ts';
import { actor } from './testing/builders.ts';
import { type Naming, underSettings } from './withheld.ts';

const ALL = Object.keys(ACCESS) as Action[];
const WRITING = ALL.filter((action) => action !== 'read');

/** Everybody there is, by the name of the column. */
const PEOPLE: Readonly<Record<string, readonly [kind: ActorKind, naming?: Naming]>> = {
  anonymous: ['visitor', 'anonymous'],
  unverified: ['visitor', 'simple-sso'],
  user: ['user'],
  moderator: ['moderator'],
  admin: ['admin'],
  'api-key': ['api-key'],
};

function underThe(settings: Partial<TenantSettings>, who: string) {
  const [kind, naming] = PEOPLE[who] ?? ['visitor'];
  const asked = actor({ id: 'me', kind, verified: naming === undefined });
  return underSettings(asked, naming, { ...TENANT_SETTINGS, ...settings });
}

/** What each setting takes, written down a second time by hand: `r` reading, `w` all writing, `c` creating, `-` nothing. */
const EXPECTED: readonly (readonly [Partial<TenantSettings>, string])[] = [
  [{}, '- - - - - -'],
  [{ allowAnonymous: false }, 'w - - - - -'],
  [{ allowUnverified: false }, '- w - - - -'],
  [{ privateImages: true }, 'rw rw - - - -'],
  [{ whoMayCreate: 'users' }, 'c c - - - -'],
  [{ whoMayCreate: 'moderators' }, 'c c c - - -'],
  [{ allowAnonymous: false, allowUnverified: false }, 'w w - - - -'],
  [{ allowAnonymous: false, whoMayCreate: 'users' }, 'w c - - - -'],
];

test('the language a tenant wants is told to everybody’s own client, and nothing where it wants none', () => {
  for (const who of Object.keys(PEOPLE)) {
    expect(actorInfo(underThe({ locale: 'de_de' }, who)).locale).toBe('de_de');
    expect(actorInfo(underThe({}, who))).not.toHaveProperty('locale');
  }
});

describe('what settings take away, cell by cell', () => {
  for (const [settings, row] of EXPECTED) {
    const cells = row.split(' ');
    for (const [column, who] of Object.keys(PEOPLE).entries()) {
      test(`${JSON.stringify(settings)} from ${who}`, () => {
        const by = underThe(settings, who);
        const taken = new Set<Action>([
          ...((cells[column]?.includes('r') ? ['read'] : []) as Action[]),
          ...(cells[column]?.includes('w') ? WRITING : []),
          ...((cells[column]?.includes('c') ? ['create-conversation'] : []) as Action[]),
        ]);
        for (const action of ALL) {
          const usually = ACCESS[action][by.kind] !== 'no';
          expect([action, may(by, action, 'me')]).toEqual([action, usually && !taken.has(action)]);
          const told = actorInfo(by).rights[action];
          expect([action, told !== 'no']).toEqual([action, may(by, action, 'me')]);
        }
      });
    }
  }
});

test('whose comments wait: nobody, who proved nothing, or everyone but moderators', () => {
  const waiting = (premoderation: TenantSettings['premoderation']) =>
    Object.keys(PEOPLE).filter((who) => underThe({ premoderation }, who).premoderated);
  expect(waiting('nobody')).toEqual([]);
  expect(waiting('anonymous')).toEqual(['anonymous', 'unverified']);
  expect(waiting('everyone')).toEqual(['anonymous', 'unverified', 'user']);
});
