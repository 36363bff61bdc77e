import { expect, test } from 'bun:test';
import { type Action, MAX_NAME_LENGTH } from './actor.ts';
import { type ImageEvent, changes } from './catalog.ts';
import { CLOSE, mayReconnect } from './close-codes.ts';
import type { Conversation } from './conversation.ts';
import { ID_PATTERN, MAX_URL_ID_LENGTH } from './ids.ts';
import { LIMITS } from './limits.ts';
import type { MessageDown } from './messages.ts';
import { REFUSALS } from './refusal.ts';
import { decode, decodeFrame } from './schemas/decode.ts';
import { messageUp, streamBody, submitBody } from './schemas/messages.ts';
import { operation as operationSchema, operationSchemas } from './schemas/operation.ts';
import { applyEvent, imageStateOf } from './state.ts';
import { STREAM } from './stream.ts';
import { PROTOCOL_VERSION } from './version.ts';

const spec = await Bun.file(new URL('../SPEC.md', import.meta.url)).text();
const code = await Bun.file(new URL('url-id.ts', import.meta.url)).text();

/** The JSON examples marked so after their ```json. */
function examples<Example>(mark: string): Example[] {
  const blocks = spec.matchAll(/^```json ([a-z -]+)\n([\s\S]*?)^```$/gm);
  return [...blocks]
    .filter(([, marks = '']) => marks.split(' ').includes(mark))
    .map(([, , json = '']) => JSON.parse(json) as Example);
}

test('SPEC.md shows every frame up, and the server understands each just as it stands', () => {
  const frames = examples<{ t: string }>('up');
  for (const frame of frames)
    expect(decodeFrame(JSON.stringify(frame))).toEqual({ ok: true, value: frame as never });
  const names = messageUp.options.map((option) => option.entries.t.literal);
  expect([...new Set(frames.map(({ t }) => t))].sort()).toEqual([...names].sort());
});

test('SPEC.md shows every frame down', () => {
  const names: Record<MessageDown['t'], true> = {
    hello: true,
    identified: true,
    subscribed: true,
    reset: true,
    events: true,
    ack: true,
    refused: true,
    thread: true,
    unsubscribed: true,
    presence: true,
    alive: true,
  };
  const shown = new Set(examples<{ t: string }>('down').map(({ t }) => t));
  expect([...shown].sort()).toEqual(Object.keys(names).sort());
});

test('SPEC.md: its operations and its body are understood as they stand', () => {
  for (const operation of examples('operation')) {
    expect(decode(operationSchema, operation)).toEqual({ ok: true, value: operation as never });
  }
  for (const body of examples('submit-body'))
    expect(decode(submitBody, body)).toEqual({ ok: true, value: body as never });
  const streams = examples('stream-body');
  for (const body of streams) expect(decode(streamBody, body)).toEqual({ ok: true, value: body as never });
  expect(streams).toHaveLength(1);
  for (const ms of Object.values(STREAM))
    expect(spec).toMatch(new RegExp(`${ms.toLocaleString('en')}|${ms / 60_000} minutes`));
});

test('S1: the snapshot and the events in SPEC.md end in the state it shows', () => {
  const [snapshot] = examples<{ conversations: Conversation[]; seq: number }>('snapshot');
  const [frame] = examples<{ e: ImageEvent[] }>('events');
  const [state] = examples<Conversation[]>('state');
  const end = frame?.e.reduce(applyEvent, imageStateOf(snapshot?.conversations ?? []));
  expect([...(end?.conversations.values() ?? [])]).toEqual(state ?? []);
  expect(frame?.e.map(({ seq }) => seq - (snapshot?.seq ?? 0))).toEqual([1, 2, 3]);
});

test('F1: SPEC.md lists every refusal code with its retry, and no other', () => {
  const rows = [...spec.matchAll(/^\| `([a-z-]+)` \| (\d{3})? ?\| (yes|no) \|/gm)];
  expect(Object.fromEntries(rows.map(([, name, , retry]) => [name, retry === 'yes']))).toEqual(
    Object.fromEntries(Object.entries(REFUSALS).map(([name, { retry }]) => [name, retry])),
  );
});

test('W5: SPEC.md lists every close code with what a client does', () => {
  const rows = [...spec.matchAll(/^\| ([\d, ]+) \| [^|]+ \| (yes|no) \|$/gm)].flatMap(
    ([, codes = '', back]) => codes.split(', ').map((each) => [Number(each), back === 'yes'] as const),
  );
  for (const [each, back] of rows) expect([each, mayReconnect(each)]).toEqual([each, back]);
  expect(rows.map(([each]) => each)).toEqual(expect.arrayContaining(Object.values(CLOSE)));
});

test('U1: SPEC.md holds the very patterns of the code', () => {
  const patterns = [...code.matchAll(/=\s+(\/\^.+\$?\/);$/gm)].map(([, pattern = '']) => pattern);
  expect(patterns.length).toBe(4);
  for (const pattern of patterns) expect(spec).toContain(pattern);
});

test('SPEC.md names every operation, change, action and limit', () => {
  const actions: Action[] = [...(Object.keys(operationSchemas) as (keyof typeof operationSchemas)[]), 'read'];
  for (const action of actions) expect(spec).toContain(`"${action}": "`);
  for (const name of [...Object.keys(operationSchemas), ...Object.keys(changes)])
    expect(spec).toContain(`\`${name}\``);
  const { threadPage, subscriptions, openingLength, placeDecimals, ...large } = LIMITS;
  for (const value of Object.values(large)) {
    expect(spec).toMatch(new RegExp(`\\b(?:${value}|${value.toLocaleString('en')})\\b`));
  }
  expect(spec).toContain(`| ${threadPage} comments |`);
  expect(spec).toContain(`| ${subscriptions} |`);
  expect(spec).toContain(`| ${openingLength} code points |`);
  expect(placeDecimals).toBe(4);
  expect(spec).toContain(`1–${MAX_NAME_LENGTH} UTF-16 units`);
  expect(spec).toContain(`1–${MAX_URL_ID_LENGTH} UTF-16 units`);
  expect(spec).toContain(ID_PATTERN.source.slice(1, -1));
  expect(spec).toContain(`# The Image Chat protocol, version ${PROTOCOL_VERSION}`);
});
