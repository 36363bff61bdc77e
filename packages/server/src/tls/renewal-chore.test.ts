import { expect, test } from 'bun:test';
import { settle } from '@imagechat/core/testing/fake-clock';
import type { Certificate } from './certificate.ts';
import { renewalChore } from './renewal-chore.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);

/** A certificate by name, for tests that do not look inside. */
function named(name: string, days = 60): Certificate {
  return { cert: `certificate ${name}`, key: `key ${name}`, expiresAt: NOW + days * DAY };
}

function world(current = named('a')) {
  const files = { now: current as Certificate | Error };
  const renewed: Certificate[] = [];
  const logged: string[] = [];
  let time = NOW;
  const chore = renewalChore({
    current,
    read: async () => {
      if (files.now instanceof Error) throw files.now;
      return files.now;
    },
    renew: (certificate) => renewed.push(certificate),
    log: (level, event) => logged.push(`${level} ${event}`),
  });
  const pulse = async (ms = 10_000): Promise<void> => {
    time += ms;
    chore(time);
    await settle();
  };
  return { files, renewed, logged, pulse };
}

test('a renewed pair is taken up once, with or without a new key', async () => {
  const { files, renewed, logged, pulse } = world();
  await pulse();
  expect(renewed).toEqual([]);
  files.now = named('b');
  await pulse();
  await pulse();
  const sameKey = { ...named('c'), key: named('b').key };
  files.now = sameKey;
  await pulse();
  expect(renewed).toEqual([named('b'), sameKey]);
  expect(logged).toEqual(['info certificate-renewed', 'info certificate-renewed']);
});

test('half a renewal is told once, changes nothing, and is tried again', async () => {
  const { files, renewed, logged, pulse } = world();
  files.now = new Error('they are not a pair');
  await pulse();
  await pulse();
  expect(logged).toEqual(['warn certificate-not-taken']);
  files.now = named('b');
  await pulse();
  expect(renewed).toEqual([named('b')]);
  files.now = new Error('they are not a pair');
  await pulse();
  expect(logged).toEqual([
    'warn certificate-not-taken',
    'info certificate-renewed',
    'warn certificate-not-taken',
  ]);
});

test('a certificate that ends within a week is told of, once', async () => {
  const { files, logged, pulse } = world(named('a', 8));
  await pulse();
  expect(logged).toEqual([]);
  await pulse(DAY);
  await pulse();
  expect(logged).toEqual(['warn certificate-ends-soon']);
  files.now = named('b');
  await pulse();
  await pulse(54 * DAY);
  expect(logged.slice(1)).toEqual(['info certificate-renewed', 'warn certificate-ends-soon']);
});
