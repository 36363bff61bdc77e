import type { Tenant } from '@imagechat/core/ports/tenants';
import type { CredentialName, ToldCredential } from '@imagechat/protocol/dashboard-settings';
import { addCredential, revokeCredential } from '../identity/tenant-desk.ts';
import { StartupError } from '../startup-error.ts';
import type { Command } from '../terminal.ts';
import { atDesk, tenantDesk } from './at-desk.ts';
import { readArguments } from './read-arguments.ts';
import { commandOf } from './subcommands.ts';

/** What differs between secrets and keys. */
interface Kind {
  readonly name: CredentialName;
  readonly summary: string;
  readonly use: string;
  all(tenant: Tenant): readonly ToldCredential[];
}

/** `imagechat secret …`: what a tenant's own server signs single sign-on data with. */
export const secretCommand = credentialCommand({
  name: 'secret',
  summary: "make and revoke API secrets: what a tenant's server signs single sign-on with",
  use: 'Sign single sign-on data with it, on your server only. To rotate: add another one, use it, revoke the old one.',
  all: ({ secrets }) => secrets,
});

/** `imagechat key …`: what a tenant's own programs are let in by. */
export const keyCommand = credentialCommand({
  name: 'key',
  summary: "make and revoke API keys: what a tenant's programs say in X-API-KEY",
  use: 'Programs say it in the header X-API-KEY, with X-TENANT-ID.',
  all: ({ keys }) => keys,
});

function credentialCommand(kind: Kind): Command {
  const { name, summary } = kind;
  const noTenant = (id: string): StartupError =>
    new StartupError(`There is no tenant "${id}": see "imagechat tenant list".`);
  return commandOf(name, summary, {
    add: {
      words: '<tenant>',
      means: `Makes a ${name} and tells it, this once.`,
      async run({ env, print }, args, usage) {
        const [tenantId = ''] = readArguments(args, 1, {}, usage).positionals;
        const made = await atDesk(env, (desk) => addCredential(tenantDesk(desk), tenantId, name));
        if (!made) throw noTenant(tenantId);
        print(`The new ${name} of "${tenantId}", told this once; its id is ${made.id}:`);
        print('');
        print(`  ${made.text}`);
        print('');
        print(kind.use);
        return 0;
      },
    },
    list: {
      words: '<tenant>',
      means: `Says which ${name}s there are, by their ids.`,
      async run({ env, print }, args, usage) {
        const [tenantId = ''] = readArguments(args, 1, {}, usage).positionals;
        const tenant = await atDesk(env, ({ tenants }) => tenants.find(tenantId));
        if (!tenant) throw noTenant(tenantId);
        const all = kind.all(tenant);
        for (const { id, createdAt, revokedAt } of all)
          print(`${id}  made ${day(createdAt)}${revokedAt === null ? '' : `  revoked ${day(revokedAt)}`}`);
        if (all.length === 0) print(`Tenant "${tenantId}" has no ${name}.`);
        return 0;
      },
    },
    revoke: {
      words: '<tenant> <id>',
      means: `Revokes a ${name}: what comes with it is refused from then on.`,
      async run({ env, print }, args, usage) {
        const [tenantId = '', id = ''] = readArguments(args, 2, {}, usage).positionals;
        const revoked = await atDesk(env, (desk) => revokeCredential(tenantDesk(desk), tenantId, name, id));
        if (!revoked) throw new StartupError(`Tenant "${tenantId}" has no ${name} "${id}" that is good.`);
        print(`The ${name} ${id} of "${tenantId}" is good for nothing any more.`);
        return 0;
      },
    },
  });
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
