import { expect, test } from 'bun:test';
import { type FullEvent, type Operation, factOf } from './catalog.ts';
import { CLOSE } from './close-codes.ts';
import { LIMITS } from './limits.ts';
import { REFUSALS } from './refusal.ts';
import { messageUp, submitBody } from './schemas/messages.ts';
import { operationSchemas } from './schemas/operation.ts';
import { PROTOCOL_VERSION } from './version.ts';

/**
 * The wire of each version, as a hash. When this test fails you changed what clients and servers say to one another.
 * Only added something that old clients may ignore (W7 of SPEC.md)? Then put the new hash here, and the addition into
 * SPEC.md. Anything else: raise PROTOCOL_VERSION and add a line, so that old pages know they are old.
 */
const PINNED: Readonly<Record<number, string>> = {
  1: '8d537e3a3c465153a1fcf223044beaf3d6eb80f9e7ea3726fdc44425984467cc',
};

/** A schema in words that do not depend on the validator's inside: kinds, keys, requirements; functions by their name only. */
function canonical(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(canonical);
  if (part instanceof RegExp) return String(part);
  if (typeof part === 'function') return 'function';
  if (typeof part !== 'object' || part === null) return part;
  const told = Object.entries(part)
    .filter(([key]) => TOLD.has(key))
    .map(([key, value]) => [key, key === 'entries' ? canonicalEntries(value) : canonical(value)]);
  return Object.fromEntries(told.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

/** What of a schema decides what it accepts and makes. Sentences for people are not part of the wire. */
const TOLD = new Set([
  'type',
  'key',
  'entries',
  'options',
  'wrapped',
  'default',
  'literal',
  'requirement',
  'pipe',
  'item',
  'rest',
]);

function canonicalEntries(entries: unknown): unknown {
  const sorted = Object.entries(entries as object).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([key, schema]) => [key, canonical(schema)]);
}

/** One event per operation, with every optional field in it. */
function exampleEvents(): FullEvent[] {
  const stamp = { seq: 1, broadcastId: 'b', at: 2, by: 'a', name: 'n' };
  const all = {
    broadcastId: 'b',
    id: 'c',
    x: 1,
    y: 2,
    undoes: 3,
    comment: { id: 'm', text: 't', replyTo: 'r' },
    emoji: 'e',
    on: true,
  };
  const types = Object.keys(operationSchemas) as Operation['type'][];
  return types.map((type) => factOf({ ...all, type } as Operation, stamp));
}

function wireHash(): string {
  const wire = {
    up: canonical(messageUp),
    body: canonical(submitBody),
    events: exampleEvents(),
    refusals: REFUSALS,
    close: CLOSE,
    limits: LIMITS,
  };
  return new Bun.CryptoHasher('sha256').update(JSON.stringify(wire)).digest('hex');
}

test('W7: nobody changes the wire unknowingly: raise PROTOCOL_VERSION, or pin the new hash knowing that old clients can live with it', () => {
  expect({ version: PROTOCOL_VERSION, hash: wireHash() }).toEqual({
    version: PROTOCOL_VERSION,
    hash: PINNED[PROTOCOL_VERSION] ?? 'no hash is pinned for this version',
  });
});

test('W7: the hash sees types, keys, requirements and what is optional', () => {
  const text = JSON.stringify(canonical(messageUp));
  for (const part of [
    '"exact_optional"',
    '"variant"',
    '[["broadcastId"',
    '"requirement":2000',
    '^[A-Za-z0-9_-]{1,64}$',
    '"literal":"alive"',
  ]) {
    expect(text).toContain(part);
  }
  expect(text).not.toContain('Write something first');
});
