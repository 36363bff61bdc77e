import type { Tenant } from '@imagechat/core/ports/tenants';
import { type NewCredential, keyHash, newCredential } from '../identity/credentials.ts';
import { StartupError } from '../startup-error.ts';
import type { Desk } from '../storage/desk.ts';
import type { Command } from '../terminal.ts';
import { atDesk, note } from './at-desk.ts';
import { readArguments } from './read-arguments.ts';
import { commandOf } from './subcommands.ts';

/** What differs between secrets and keys. */
interface Kind {
  readonly name: 'secret' | 'key';
  readonly summary: string;
  readonly use: string;
  make(): NewCredential;
  add(desk: Desk, tenantId: string, made: NewCredential, createdAt: number): Promise<boolean>;
  revoke(desk: Desk, tenantId: string, id: string, at: number): Promise<boolean>;
  all(
    tenant: Tenant,
  ): readonly { readonly id: string; readonly createdAt: number; readonly revokedAt: number | null }[];
}

const random = (bytes: Uint8Array): void => void crypto.getRandomValues(bytes);

/** `imagechat secret …`: what a tenant's own server signs single sign-on data with. */
export const secretCommand = credentialCommand({
  name: 'secret',
  summary: "make and revoke API secrets: what a tenant's server signs single sign-on with",
  use: 'Sign single sign-on data with it, on your server only. To rotate: add another one, use it, revoke the old one.',
  make: () => newCredential('ics', random),
  add: ({ tenants }, tenantId, { id, text }, createdAt) =>
    tenants.addSecret(tenantId, { id, secret: text, createdAt }),
  revoke: ({ tenants }, tenantId, id, at) => tenants.revokeSecret(tenantId, id, at),
  all: ({ secrets }) => secrets,
});

/** `imagechat key …`: what a tenant's own programs are let in by. */
export const keyCommand = credentialCommand({
  name: 'key',
  summary: "make and revoke API keys: what a tenant's programs say in X-API-KEY",
  use: 'Programs say it in the header X-API-KEY, with X-TENANT-ID.',
  make: () => newCredential('ick', random),
  add: ({ tenants }, tenantId, { id, text }, createdAt) =>
    tenants.addKey(tenantId, { id, hash: keyHash(text), createdAt }),
  revoke: ({ tenants }, tenantId, id, at) => tenants.revokeKey(tenantId, id, at),
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
        const made = kind.make();
        const added = await atDesk(env, async (desk) => {
          const done = await kind.add(desk, tenantId, made, Date.now());
          if (done) await note(desk, tenantId, `add-${name}`, made.id, '');
          return done;
        });
        if (!added) throw noTenant(tenantId);
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
        const revoked = await atDesk(env, async (desk) => {
          const done = await kind.revoke(desk, tenantId, id, Date.now());
          if (done) await note(desk, tenantId, `revoke-${name}`, id, '');
          return done;
        });
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
