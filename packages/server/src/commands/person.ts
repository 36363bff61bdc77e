import type { Actor } from '@imagechat/core/access';
import { erasePerson } from '../identity/erase-person.ts';
import { StartupError } from '../startup-error.ts';
import type { Desk } from '../storage/desk.ts';
import { systemClock } from '../system-clock.ts';
import { atDesk, note } from './at-desk.ts';
import { readArguments } from './read-arguments.ts';
import { type Subcommand, commandOf } from './subcommands.ts';

const text = { type: 'string' } as const;

const exporting: Subcommand = {
  words: '--tenant <tenant> --id <id>',
  means: 'Prints everything about one person as JSON. A user\'s id is tenant:id; comments tell ids in "by".',
  async run({ env, print }, args, usage) {
    const { tenant, id } = named(args, usage, {});
    const file = await atDesk(env, async (desk) => {
      await note(desk, tenant, 'export-person', id, '');
      return await desk.personFiles.read(tenant, id);
    });
    print(JSON.stringify(file, null, 2));
    return 0;
  },
};

const erase: Subcommand = {
  words: '--tenant <tenant> --id <id> --confirm <id>',
  means: 'Deletes what one person wrote, for good, with all that says who they are, and ends their sessions.',
  async run({ env, print }, args, usage) {
    const { tenant, id, confirm } = named(args, usage, { confirm: text });
    if (confirm !== id)
      throw new StartupError(
        `This deletes everything of "${id}" for good. To do it, say: imagechat person erase --tenant ${tenant} --id ${id} --confirm ${id}`,
      );
    const { changed, erased, kept } = await atDesk(env, (desk) => eraseHere(desk, tenant, id));
    print(`Took "${id}" out of conversations and comments in ${changed} changes, and erased:`);
    for (const [kind, count] of Object.entries(erased)) print(`  ${String(count).padStart(8)}  ${kind}`);
    for (const { urlId, id: conversation } of kept)
      print(
        `The conversation ${conversation} on ${urlId} stays, since others wrote in it, without the name of who began it.`,
      );
    return 0;
  },
};

async function eraseHere(desk: Desk, tenant: string, id: string) {
  const { bans, personFiles, submit } = desk;
  const parts = { bans, personFiles, submit, secret: await desk.secret(), now: systemClock.now };
  const done = await erasePerson(parts, operator(tenant), id);
  if (!done.ok) throw new StartupError(done.refusal.message);
  await note(desk, tenant, 'erase-person', done.mark, `${done.changed} changes`);
  return done;
}

/** `imagechat person …`: what the law lets people ask for. */
export const personCommand = commandOf('person', 'export or erase everything about one person', {
  export: exporting,
  erase,
});

function named(args: readonly string[], usage: string, more: { confirm?: typeof text }) {
  const { values } = readArguments(args, 0, { tenant: text, id: text, ...more } as const, usage);
  const { tenant, id } = values;
  if (typeof tenant !== 'string' || typeof id !== 'string')
    throw new StartupError(`Say it like this: imagechat ${usage}`);
  return { tenant, id, confirm: 'confirm' in values ? values.confirm : undefined };
}

/** Who acts on the command line: somebody who has the database in hand anyway. */
function operator(tenantId: string): Actor {
  return {
    tenantId,
    id: 'command-line',
    name: 'Administration',
    kind: 'admin',
    groupIds: null,
    verified: true,
  };
}
