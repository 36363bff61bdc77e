import { ACCESS } from '../../packages/core/src/access.ts';
import { ADMINISTRATION } from '../../packages/core/src/administration.ts';
import { MANAGEMENT } from '../../packages/core/src/management.ts';
import { WITHHELD } from '../../packages/core/src/withheld.ts';
import type { Action, ActorKind } from '../../packages/protocol/src/actor.ts';
import type { Role } from '../../packages/protocol/src/dashboard.ts';

const BEGIN = '<!-- permissions: written by `npm run permissions`, kept true by the check -->';
const END = '<!-- end of permissions -->';

const ROLES: readonly Role[] = ['moderator', 'admin', 'owner'];
const KINDS: readonly ActorKind[] = ['visitor', 'user', 'moderator', 'admin', 'api-key'];

/** The permission table as Markdown, from the code that decides. */
export function permissionTable(): string {
  const writing = Object.keys(ACCESS).filter((action) => action !== 'read');
  const named = (actions: readonly Action[]): string => {
    if (actions.length === Object.keys(ACCESS).length) return 'everything';
    if (actions.length === writing.length && !actions.includes('read')) return 'all writing';
    return actions.map((action) => `\`${action}\``).join(', ');
  };
  return [
    "What each kind of actor may do: to anybody's (any), to its own (own), not at all (–).",
    '',
    ...table(
      ['', ...KINDS],
      Object.entries(ACCESS).map(([action, reaches]) => [
        `\`${action}\``,
        ...KINDS.map((kind) => (reaches[kind] === 'no' ? '–' : reaches[kind])),
      ]),
    ),
    '',
    'What settings of the tenant take away from it:',
    '',
    ...table(
      ['setting', 'from', 'takes'],
      WITHHELD.map(({ setting, from, anonymousOnly, unverifiedOnly, actions }) => [
        `\`${setting}\``,
        `${from.join(', ')}${anonymousOnly ? ' (anonymous)' : ''}${unverifiedOnly ? ' (Simple SSO)' : ''}`,
        named(actions),
      ]),
    ),
    '',
    'What is done about people and images beside talking:',
    '',
    ...table(
      ['', ...KINDS],
      Object.entries(ADMINISTRATION).map(([what, kinds]) => [
        `\`${what}\``,
        ...KINDS.map((kind) => (kinds.includes(kind) ? 'yes' : '–')),
      ]),
    ),
    '',
    'What is done in the dashboard, by role; towards images and people an owner is an admin:',
    '',
    ...table(
      ['', ...ROLES],
      Object.entries(MANAGEMENT).map(([what, roles]) => [
        `\`${what}\``,
        ...ROLES.map((role) => (roles.includes(role) ? 'yes' : '–')),
      ]),
    ),
  ].join('\n');
}

/** The document with the table of now between its marks. Throws when it has no marks. */
export function withPermissionTable(document: string): string {
  const from = document.indexOf(BEGIN);
  const to = document.indexOf(END);
  if (from < 0 || to < from) throw new Error(`the document has no place between "${BEGIN}" and "${END}"`);
  return `${document.slice(0, from)}${BEGIN}\n\n${permissionTable()}\n\n${document.slice(to)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
