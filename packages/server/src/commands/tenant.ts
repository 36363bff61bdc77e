import { type Tenant, settingsOf } from '@imagechat/core/ports/tenants';
import type { TenantSettings } from '@imagechat/core/tenant-settings';
import { isId } from '@imagechat/protocol/ids';
import { isDomain } from '../identity/domains.ts';
import { SETTINGS, describeSettings, isSetting, parseSetting } from '../identity/settings.ts';
import { type TenantEdit, addTenant, changeTenant, removeTenant } from '../identity/tenant-desk.ts';
import { StartupError } from '../startup-error.ts';
import type { Desk } from '../storage/desk.ts';
import type { Terminal } from '../terminal.ts';
import { atDesk, tenantDesk } from './at-desk.ts';
import { readArguments } from './read-arguments.ts';
import { type Subcommand, commandOf } from './subcommands.ts';

const add: Subcommand = {
  words: '<id> [--name "Acme Ltd"] [--domain example.com]… [--set replyDepth=2]…',
  means: 'Makes a tenant. Pages on its domains, and on localhost, can show its images.',
  async run({ env, print }, args, usage) {
    const many = { type: 'string', multiple: true } as const;
    const options = { name: { type: 'string' }, domain: many, set: many } as const;
    const { positionals, values } = readArguments(args, 1, options, usage);
    const [id = ''] = positionals;
    if (!isId(id))
      throw new StartupError(
        `"${id}" cannot be a tenant's id: use 1 to 64 letters, digits, hyphens and underscores.`,
      );
    const domains = (values.domain ?? []).map(domainOf);
    const { set: settings = {} } = settingsFrom(values.set ?? []);
    const tenant = { id, name: values.name ?? id, domains, settings };
    if (!(await atDesk(env, (desk) => addTenant(tenantDesk(desk), tenant))))
      throw new StartupError(`There is a tenant "${id}" already.`);
    print(`Tenant "${id}" is made${domains.length > 0 ? ` for ${domains.join(', ')}` : ''}.`);
    print(`Give it an API secret for single sign-on with "imagechat secret add ${id}".`);
    return 0;
  },
};

const list: Subcommand = {
  words: '[--json]',
  means: 'Says which tenants there are.',
  async run({ env, print }, args, usage) {
    const { values } = readArguments(args, 0, { json: { type: 'boolean' } } as const, usage);
    const all = await atDesk(env, ({ tenants }) => tenants.list());
    if (values.json) print(JSON.stringify(all.map(tellable), null, 2));
    else
      for (const { id, name, domains } of all)
        print(`${id.padEnd(20)} ${name.padEnd(24)} ${domains.join(', ') || '(localhost only)'}`);
    return 0;
  },
};

const show: Subcommand = {
  words: '<id> [--json]',
  means: 'Says everything about a tenant, but for secrets and keys themselves.',
  async run({ env, print }, args, usage) {
    const { positionals, values } = readArguments(args, 1, { json: { type: 'boolean' } } as const, usage);
    const tenant = await atDesk(env, (desk) => existing(desk, positionals[0]));
    if (values.json) print(JSON.stringify(tellable(tenant), null, 2));
    else for (const line of described(tenant)) print(line);
    return 0;
  },
};

const set: Subcommand = {
  words: '<id> [--name "Acme Ltd"] <setting>=<value>…',
  means: 'Changes settings; the value "default" sets one back. A running server follows within a second.',
  async run({ env, print }, args, usage) {
    const options = { name: { type: 'string' } } as const;
    const { positionals, values } = readArguments(args, { least: 1 }, options, usage);
    const [id, ...assignments] = positionals;
    if (assignments.length === 0 && values.name === undefined)
      throw new StartupError(`Say what to set: imagechat ${usage}`);
    const edit = {
      ...settingsFrom(assignments),
      ...(values.name === undefined ? {} : { name: values.name }),
    };
    const tenant = await atDesk(env, async (desk) => changed(desk, await existing(desk, id), edit));
    for (const line of described(tenant)) print(line);
    return 0;
  },
};

const remove: Subcommand = {
  words: '<id> --confirm <id>',
  means: 'Removes a tenant with everything of theirs, for good, and says what that was.',
  async run({ env, print }, args, usage) {
    const options = { confirm: { type: 'string' } } as const;
    const { positionals, values } = readArguments(args, 1, options, usage);
    const removed = await atDesk(env, async (desk) => {
      const { id } = await existing(desk, positionals[0]);
      if (values.confirm !== id)
        throw new StartupError(
          `This removes every conversation and comment of "${id}" for good. To do it, say: imagechat tenant remove ${id} --confirm ${id}`,
        );
      return await removeTenant(tenantDesk(desk), id);
    });
    print(`Tenant "${positionals[0]}" is removed, and with it:`);
    for (const [kind, count] of Object.entries(removed ?? {}))
      print(`  ${String(count).padStart(8)}  ${kind.replaceAll('_', ' ')}`);
    return 0;
  },
};

const addDomain: Subcommand = {
  words: '<id> <domain>',
  means: 'Lets pages of a domain in. example.com covers its subdomains, blog.example.com only itself.',
  run: (terminal, args, usage) =>
    withDomain(terminal, args, usage, (domains, domain) => [
      ...domains.filter((each) => each !== domain),
      domain,
    ]),
};

const removeDomain: Subcommand = {
  words: '<id> <domain>',
  means: 'Does not let pages of a domain in any more.',
  run: (terminal, args, usage) =>
    withDomain(terminal, args, usage, (domains, domain) => {
      if (!domains.includes(domain))
        throw new StartupError(`"${domain}" is not on the list: ${domains.join(', ') || 'it is empty'}.`);
      return domains.filter((each) => each !== domain);
    }),
};

/** `imagechat tenant …`: the customers of this server. */
export const tenantCommand = commandOf(
  'tenant',
  'make, show, change and remove tenants: who uses this server',
  { add, list, show, set, remove, 'domain add': addDomain, 'domain remove': removeDomain },
  () => ['', 'Settings, with what they are when nobody sets them:', '', ...describeSettings().flatMap(told)],
);

function told({ name, fallback, must, means }: ReturnType<typeof describeSettings>[number]): string[] {
  return [`  ${`${name}=${fallback}`.padEnd(28)} ${must}`, `  ${''.padEnd(28)} ${means}`];
}

async function withDomain(
  { env, print }: Terminal,
  args: readonly string[],
  usage: string,
  domainsWith: (domains: readonly string[], domain: string) => readonly string[],
): Promise<number> {
  const { positionals } = readArguments(args, 2, {}, usage);
  const [id, given = ''] = positionals;
  const { domains } = await atDesk(env, async (desk) => {
    const before = await existing(desk, id);
    return await changed(desk, before, { domains: domainsWith(before.domains, domainOf(given)) });
  });
  print(`Pages of these domains can show images of "${id}": ${domains.join(', ') || '(localhost only)'}`);
  return 0;
}

/** The tenant of that id. Throws StartupError when there is none. */
async function existing({ tenants }: Desk, id = ''): Promise<Tenant> {
  const tenant = await tenants.find(id);
  if (!tenant) throw new StartupError(`There is no tenant "${id}": see "imagechat tenant list".`);
  return tenant;
}

async function changed(desk: Desk, tenant: Tenant, edit: TenantEdit): Promise<Tenant> {
  return (await changeTenant(tenantDesk(desk), tenant.id, edit)) ?? tenant;
}

function domainOf(given: string): string {
  const domain = given.trim().toLowerCase();
  if (isDomain(domain)) return domain;
  throw new StartupError(
    `"${given}" is no domain: write it like example.com, blog.example.com or *.example.com.`,
  );
}

/** What assignments ask for; of two about one setting the later stands. */
function settingsFrom(assignments: readonly string[]): Pick<TenantEdit, 'set' | 'unset'> {
  let set: Partial<TenantSettings> = {};
  const unset = new Set<keyof TenantSettings>();
  for (const assignment of assignments) {
    const [name = '', ...rest] = assignment.split('=');
    if (!isSetting(name) || rest.length === 0)
      throw new StartupError(
        `"${assignment}" is not <setting>=<value>; the settings are ${Object.keys(SETTINGS).join(', ')}.`,
      );
    const value = rest.join('=');
    const parsed = value === 'default' ? {} : parseSetting(name, value);
    if (!parsed) throw new StartupError(`${name} is "${value}", but it must be ${SETTINGS[name].must}.`);
    if (value === 'default') unset.add(name);
    else unset.delete(name);
    set = { ...set, ...parsed };
  }
  return { set, unset: [...unset] };
}

function described(tenant: Tenant): string[] {
  const good = ({ revokedAt }: { readonly revokedAt: number | null }): boolean => revokedAt === null;
  return [
    `${tenant.id}: ${tenant.name}`,
    `  domains   ${tenant.domains.join(', ') || '(localhost only)'}`,
    `  secrets   ${tenant.secrets.filter(good).length}`,
    `  API keys  ${tenant.keys.filter(good).length}`,
    ...Object.entries(settingsOf(tenant)).map(
      ([name, value]) => `  ${name} = ${value}${name in tenant.settings ? '' : '  (default)'}`,
    ),
  ];
}

/** What may be printed of a tenant: ids of secrets and keys, never themselves. */
function tellable(tenant: Tenant) {
  const { id, name, domains, createdAt, secrets, keys } = tenant;
  const named = ({ id, createdAt, revokedAt }: (typeof keys)[number] | (typeof secrets)[number]) => ({
    id,
    createdAt,
    revokedAt,
  });
  return {
    id,
    name,
    domains,
    createdAt,
    settings: settingsOf(tenant),
    secrets: secrets.map(named),
    keys: keys.map(named),
  };
}
