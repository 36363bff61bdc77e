import { expect, test } from 'bun:test';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Actor } from '@imagechat/core/access';
import { type Eyes, PUBLIC, conversationSeen } from '@imagechat/core/eyes';
import { actor, add, create, freshId, submission } from '@imagechat/core/testing/builders';
import { project } from '@imagechat/core/veil';
import type { Operation } from '@imagechat/protocol/catalog';
import { applyEvent, imageStateOf } from '@imagechat/protocol/state';
import { type Thread, applyToThread, threadOf } from '@imagechat/protocol/thread';
import { erasingSubmissions } from '../../identity/erasure.ts';
import { erasedMark } from '../../identity/person-marks.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { openSqliteStorage } from './open.ts';
import type { SqliteStorage } from './storage.ts';

const ada = actor({ id: 'demo:ada-4711', name: 'Ada Lovelace', kind: 'moderator', avatar: 'adasFaceKey' });
const bob = actor({ id: 'demo:bob', name: 'Bob', kind: 'user' });
const spammer = actor({ id: 'demo:sly', name: 'Sly', kind: 'user', shadowed: true });
const waiting = actor({ id: 'demo:wim', name: 'Wim', kind: 'user', premoderated: true });
const admin = actor({ id: 'demo:adm', name: 'Admin', kind: 'admin' });

/** What of her must not be anywhere; `Ada` alone stands in nobody else's words here. */
const TRACES = ['ada-4711', 'Lovelace', 'Countess', 'adasFaceKey', 'faces.example', 'ada@', 'addressOfAda'];

const IMAGE = { tenantId: 'demo', urlId: 'picture' };
const EYES: readonly Eyes[] = [
  PUBLIC,
  { kind: 'moderators' },
  ...[bob, spammer, waiting].map(({ id }) => ({ kind: 'author', id }) as const),
];
const MENTION = { mentions: [{ id: ada.id, name: 'Ada Lovelace' }] };

/** An operation about a comment. */
function about(type: Operation['type'], id: string, commentId: string, more: object = {}): Operation {
  return { type, broadcastId: freshId(), id, comment: { id: commentId }, ...more } as Operation;
}

function bare(type: Operation['type'], id: string, more: object = {}): Operation {
  return { type, broadcastId: freshId(), id, ...more } as Operation;
}

function mentioning(id: string, text = '**Hi** @Ada Lovelace, look') {
  const operation = add(id, text);
  return { ...operation, comment: { ...operation.comment, ...MENTION } };
}

/** Everything she can be in: what she wrote, marked, moved, hid, approved, deleted; what names her. */
function history(): [Operation, Actor][] {
  const [alone, theirs, gone, hers] = [create(), create(), create(), create()];
  const [open, hidden, deleted, spam, marked] = Array.from({ length: 5 }, () => mentioning(theirs.id));
  const [waits, inGone, answer, plain] = [
    add(theirs.id),
    mentioning(gone.id),
    add(theirs.id),
    add(theirs.id),
  ];
  const line = create({ comment: { id: freshId(), text: `${'x'.repeat(72)} @Ada Lovelace`, ...MENTION } });
  const first = { ...create(), comment: { id: freshId(), text: '@Ada Lovelace begins', ...MENTION } };
  const react = (commentId = '', id = theirs.id, emoji = '👍', on = true): Operation =>
    about('react', id, commentId, { emoji, on });
  return [
    [alone, ada],
    [theirs, bob],
    [gone, bob],
    [hers, ada],
    [add(hers.id, 'Others answer'), bob],
    [line, bob],
    [first, bob],
    ...([open, hidden, deleted, marked] as Operation[]).map((each): [Operation, Actor] => [each, bob]),
    [spam as Operation, spammer],
    [waits, waiting],
    [answer, ada],
    [plain, bob],
    [inGone, bob],
    [add(gone.id, 'Ada Lovelace herself'), ada],
    [react(plain.comment.id), bob],
    ...[marked?.comment.id, hidden?.comment.id, deleted?.comment.id, spam?.comment.id, waits.comment.id].map(
      (id): [Operation, Actor] => [react(id), ada],
    ),
    [react(plain.comment.id), ada],
    [react(plain.comment.id, theirs.id, '🎉'), ada],
    [react(plain.comment.id, theirs.id, '🎉', false), ada],
    [about('approve-comment', theirs.id, waits.comment.id), ada],
    [about('hide-comment', theirs.id, hidden?.comment.id ?? '', { as: 'hidden' }), ada],
    [about('hide-comment', hers.id, hers.comment?.id ?? '', { as: 'spam' }), admin],
    [about('restore-comment', hers.id, hers.comment?.id ?? ''), admin],
    [about('hide-comment', theirs.id, answer.comment.id, { as: 'hidden' }), admin],
    [about('delete-comment', theirs.id, deleted?.comment.id ?? ''), ada],
    [bare('move-conversation', theirs.id, { x: 3, y: 4 }), ada],
    [bare('resolve-conversation', theirs.id), ada],
    [bare('lock-conversation', first.id), ada],
    [bare('delete-conversation', first.id), bob],
    [bare('restore-conversation', first.id), bob],
    [bare('delete-conversation', gone.id), ada],
  ];
}

/** A database in which she did all that, with all that is kept beside it. */
async function world() {
  const folder = temporaryFolder();
  const storage = await openSqliteStorage({ dataDir: folder.path, log: () => undefined });
  const asked = history();
  const outcomes = await storage.submit(asked.map(([operation, by]) => submission(operation, by)));
  expect(outcomes.map((each) => each.accepted || each.refusal)).toEqual(asked.map(() => true));
  await storage.people.signIn({
    ...{
      tenantId: 'demo',
      id: ada.id,
      signedAt: 1,
      at: 1,
      avatarKey: 'adasFaceKey',
      addressHash: 'addressOfAda',
    },
    profile: {
      ...{
        username: 'Ada Lovelace',
        displayName: 'Countess',
        email: 'ada@example.com',
        displayLabel: 'Countess',
      },
      ...{ avatar: 'https://faces.example/ada.png', isAdmin: false, isModerator: true, verified: true },
    },
  });
  const act = { tenantId: 'demo', at: 1, action: 'ban', detail: '' };
  await storage.audit.write({
    ...act,
    id: '1',
    by: ada.id,
    subject: spammer.id,
    addressHash: 'addressOfAda',
  });
  await storage.audit.write({ ...act, id: '2', by: admin.id, subject: ada.id, addressHash: null });
  const ban = { shadow: false, until: null, createdAt: 1 };
  const subject = (actorId: string) => ({ kind: 'actor', actorId }) as const;
  await storage.bans.ban('demo', { ...ban, id: 'b1', subject: subject(ada.id), by: admin.id });
  await storage.bans.ban('demo', { ...ban, id: 'b2', subject: subject(spammer.id), by: ada.id });
  await storage.bans.signOut('demo', { actorId: ada.id, before: 1, final: false });
  return { folder, storage, conversations: asked.map(([{ id }]) => id) };
}

/** What an erasure does, as over HTTP. */
async function erase(storage: SqliteStorage): Promise<string> {
  const mark = erasedMark(ada.id, await storage.secret());
  await storage.bans.signOut('demo', { actorId: mark, before: 2, final: true });
  const outcomes = await storage.submit(
    erasingSubmissions(await storage.personFiles.read('demo', ada.id), admin),
  );
  expect(outcomes.map((each) => each.accepted || each.refusal)).toEqual(outcomes.map(() => true));
  expect(erasingSubmissions(await storage.personFiles.read('demo', ada.id), admin)).toEqual([]);
  await storage.personFiles.scrub('demo', ada.id, mark);
  return mark;
}

/** Where bytes of these files hold one of the traces. */
function found(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const bytes = readFileSync(join(folder, name)).toString('latin1');
    return TRACES.filter((trace) => bytes.includes(trace)).map((trace) => `${name}: ${trace}`);
  });
}

test('L1 who was erased is nowhere in the files: not in rows, indexes, the log, the WAL, nor in what was freed', async () => {
  const { folder, storage } = await world();
  using _ = folder;
  expect(new Set(found(folder.path).map((each) => each.split(': ')[1]))).toEqual(new Set(TRACES));
  const mark = await erase(storage);
  expect(found(folder.path)).toEqual([]);
  const acts = await storage.audit.read('demo', 9);
  expect(acts.map(({ by, subject, addressHash }) => [by, subject, addressHash])).toEqual([
    [admin.id, mark, null],
    [mark, spammer.id, null],
  ]);
  const { bans, signOuts } = await storage.bans.exclusions('demo', 0);
  expect(bans.map(({ subject, by }) => [subject.kind === 'actor' && subject.actorId, by])).toEqual([
    [mark, admin.id],
    [spammer.id, mark],
  ]);
  expect(signOuts).toEqual([{ actorId: mark, before: 2, final: true }]);
  const file = await storage.personFiles.read('demo', ada.id);
  expect(file).toMatchObject({
    person: null,
    comments: [],
    conversations: [],
    reactedTo: [],
    mentionedIn: [],
    acts: [],
  });
  await storage.close();
  expect(found(folder.path)).toEqual([]);
});

/** An image's state and loaded threads as these eyes see them at a cursor. */
async function viewOf(storage: SqliteStorage, eyes: Eyes, conversations: readonly string[]) {
  const { conversations: kept, cursor } = await storage.snapshot(IMAGE);
  const state = imageStateOf(kept.flatMap((each) => conversationSeen(each, eyes) ?? []));
  const threads = await Promise.all(
    conversations.map(async (id): Promise<[string, Thread | null]> => {
      const page = await storage.thread(IMAGE, id, undefined, 100, eyes);
      return [id, page ? threadOf(id, page) : null];
    }),
  );
  return { cursor, state, threads: new Map(threads) };
}

test('S1, L1 whoever was away, at whatever cursor, catches up over an erasure to what is there now, through all eyes', async () => {
  const folder = temporaryFolder();
  using _ = folder;
  const storage = await openSqliteStorage({ dataDir: folder.path, log: () => undefined });
  const asked = history();
  const ids = [...new Set(asked.map(([{ id }]) => id))];
  const views: { eyes: Eyes; view: Awaited<ReturnType<typeof viewOf>> }[] = [];
  for (const [operation, by] of asked) {
    await storage.submit([submission(operation, by)]);
    for (const eyes of EYES) views.push({ eyes, view: await viewOf(storage, eyes, ids) });
  }
  await erase(storage);
  for (const { eyes, view } of views) {
    const caught = await storage.eventsAfter(IMAGE, view.cursor, 1000);
    if (caught.reset) throw new Error('the log does not reach back');
    const events = caught.events.map((event) => project(event, eyes));
    expect(JSON.stringify(events)).not.toContain('Lovelace');
    const now = await viewOf(storage, eyes, ids);
    const folded = events.reduce(applyEvent, view.state);
    expect([...folded.conversations.values()]).toEqual([...now.state.conversations.values()]);
    for (const [id, thread] of view.threads) {
      if (!thread || !now.threads.get(id)) continue;
      const after = events.reduce<Thread | null>((each, event) => each && applyToThread(each, event), thread);
      // One whose conversation was away for a while is loaded anew.
      if (after) expect(after.comments).toEqual(now.threads.get(id)?.comments ?? []);
    }
  }
  await storage.close();
}, 60_000);

test('L1 somebody who has the same words as an id, and another tenant’s person of that id, stay as they are', async () => {
  const { folder, storage, conversations } = await world();
  using _ = folder;
  const other = { tenantId: 'other', urlId: 'picture' };
  const twin = actor({ ...ada, tenantId: 'other' });
  const said = create({ comment: { id: freshId(), text: ada.id } });
  await storage.submit([{ ...submission(said, twin), image: other }]);
  const quoting = add(conversations[1] ?? '', ada.id);
  await storage.submit([submission(quoting, bob)]);
  await erase(storage);
  const [kept] = (await storage.snapshot(other)).conversations;
  expect(kept).toMatchObject({ by: ada.id, name: 'Ada Lovelace', opening: { line: ada.id } });
  const page = await storage.thread(IMAGE, conversations[1] ?? '', undefined, 100, PUBLIC);
  expect(page?.comments.find(({ id }) => id === quoting.comment.id)?.text).toBe(ada.id);
  await storage.close();
});

test('L1 pages that were split on the way keep no copy of who was erased', async () => {
  using folder = temporaryFolder();
  const storage = await openSqliteStorage({ dataDir: folder.path, log: () => undefined });
  const crowd = Array.from({ length: 19 }, (_, n) =>
    actor({ id: `demo:p${n}`, name: `Person ${n}`, kind: 'user' }),
  );
  const everybody = [...crowd, ada];
  const talks = Array.from({ length: 30 }, () => create());
  await storage.submit(talks.map((talk, n) => submission(talk, crowd[n % 19], `picture-${n % 7}`)));
  for (let round = 0; round < 20; round++)
    await storage.submit(
      Array.from({ length: 100 }, (_, n) => {
        const at = (round * 31 + n * 7) % 30;
        const said = add(talks[at]?.id ?? '', `word ${n} `.repeat(1 + (n % 17)));
        return submission(said, everybody[(round + n) % 20], `picture-${at % 7}`);
      }),
    );
  await erase(storage);
  expect(found(folder.path)).toEqual([]);
  await storage.close();
}, 60_000);
