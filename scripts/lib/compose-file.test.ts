import { expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '@imagechat/server/config';
import { root } from './repo.ts';

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly build?: { readonly dockerfile: string };
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly string[];
}

const file = readFileSync(join(root, 'deploy/compose.yaml'), 'utf8');
const { services } = Bun.YAML.parse(file) as { readonly services: Readonly<Record<string, Service>> };

test('the compose file can be read: two nodes, a Postgres, a Redis and a proxy, and every file it names is there', () => {
  expect(Object.keys(services).sort()).toEqual(['node-1', 'node-2', 'postgres', 'proxy', 'redis']);
  for (const { build, volumes = [] } of Object.values(services)) {
    const named = [
      ...(build ? [build.dockerfile] : []),
      ...volumes
        .filter((each) => each.startsWith('./'))
        .map((each) => `deploy/${each.slice(2).split(':')[0]}`),
    ];
    for (const path of named) expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  }
});

test('what it sets for a node is a configuration: the server reads it, and finds the services by their names', () => {
  for (const name of ['node-1', 'node-2']) {
    const { environment = {}, depends_on: needs = {} } = services[name] ?? {};
    const given = Object.entries(environment).map(([key, value]) => [
      key,
      value.replace(/\$\{[^}]*\}/g, 'x'),
    ]);
    const config = readConfig(Object.fromEntries(given));
    const hosts = [config.databaseUrl, config.busUrl].map((url) => new URL(url ?? '').hostname);
    expect(hosts).toEqual(['postgres', 'redis']);
    expect(Object.keys(needs).sort()).toEqual([...hosts].sort());
    expect(config.proxies).toBe(1);
  }
  const proxy = readFileSync(join(root, 'deploy/Caddyfile'), 'utf8');
  for (const name of ['node-1', 'node-2']) expect(proxy).toContain(`${name}:8787`);
});
