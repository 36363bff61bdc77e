import { expect, test } from 'bun:test';
import type { Operation } from '@imagechat/protocol/catalog';
import { refuse } from '@imagechat/protocol/refusal';
import fc from 'fast-check';
import type { LiveImage, LiveThread, Result, Submitted } from './api.ts';
import { createClient } from './client.ts';
import { ANN } from './testing/dialogue.ts';
import { settle } from './testing/fake-environment.ts';
import { ModelServer } from './testing/model-server.ts';
import { StreamWorld } from './testing/stream-world.ts';
import { openThread } from './thread.ts';

const BOB = { ...ANN, id: 'bob', name: 'Bob' };
const MOVES = [
  'mine',
  'theirs',
  'up',
  'down',
  'http',
  'lost',
  'cut',
  'wait',
  'refuse',
  'forget',
  'rewind',
  'open',
  'earlier',
  'close',
  'wake',
  'gap',
  'offline',
  'block',
  'show',
] as const;

interface Step {
  readonly move: (typeof MOVES)[number];
  readonly pick: number;
}

interface Sent {
  readonly submitted: Submitted;
  result?: Result;
}

/** A client, a server, and whatever happens between them. */
class Play {
  readonly environment = new StreamWorld(7);
  readonly server = new ModelServer(this.environment);
  readonly client = createClient({ tenantId: 'demo', environment: this.environment });
  readonly image: LiveImage = this.client.image('pic');
  readonly sent: Sent[] = [];
  readonly threads = new Map<string, LiveThread>();
  #made = 0;
  #rewound = false;

  async step({ move, pick }: Step): Promise<void> {
    const { server, environment } = this;
    switch (move) {
      case 'mine': {
        const submitted = this.#mine(pick);
        const sent: Sent = { submitted };
        this.sent.push(sent);
        void submitted.result.then((result) => {
          sent.result = result;
        });
        break;
      }
      case 'theirs':
        server.accept(this.#theirs(pick), BOB);
        break;
      case 'up':
        for (let count = 0; count <= pick % 4; count++) server.readOne();
        break;
      case 'down':
        for (let count = 0; count <= pick % 4; count++) server.deliverOne();
        break;
      case 'http':
        server.answerHttp(false);
        break;
      case 'lost':
        server.answerHttp(true);
        break;
      case 'cut':
        server.cut();
        break;
      case 'wait':
        await environment.advance([10, 300, 1500, 6000, 26_000][pick % 5] ?? 0);
        break;
      case 'refuse':
        server.refusing = refuse('rate-limited', 'Slowly.', 100);
        break;
      case 'forget':
        server.forgetful = pick % 2 === 0;
        break;
      case 'rewind':
        if (pick % 4 === 0) {
          this.#rewound = true;
          server.rewind(Math.max(0, server.log.length - (pick % 5)));
        }
        break;
      case 'open': {
        const id = this.#pick([...this.image.view.conversations.keys()], pick);
        if (id !== undefined && !this.threads.has(id)) this.threads.set(id, openThread(this.image, id));
        break;
      }
      case 'earlier':
        void this.#pick([...this.threads.values()], pick)?.loadEarlier();
        break;
      case 'close': {
        const id = this.#pick([...this.threads.keys()], pick);
        if (id === undefined) break;
        this.threads.get(id)?.release();
        this.threads.delete(id);
        break;
      }
      case 'wake':
        this.client.wake();
        break;
      case 'gap': {
        // An event is lost on its way down, as a bus may lose it; the next one shows the gap.
        const line = this.#pick(server.lines, pick);
        const at = line?.down.findIndex(({ t }) => t === 'events') ?? -1;
        if (line && at >= 0 && line.down.slice(at + 1).some(({ t }) => t === 'events'))
          line.down.splice(at, 1);
        break;
      }
      case 'offline':
        environment.isOnline = pick % 2 === 0;
        break;
      case 'block':
        // Rarely let through again, as the stream is what is harder.
        server.blocked = pick % 4 > 0;
        if (server.blocked) server.cut();
        break;
      case 'show':
        environment.show(pick % 2 === 0);
        break;
    }
    await settle();
    this.checkAlways();
  }

  /** What must hold at every moment: what was accepted and is not undone by others is on the screen, nothing is there twice. */
  checkAlways(): void {
    for (const thread of this.threads.values()) {
      const ids = thread.view.comments.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  }

  /** The line heals; everything under way arrives. */
  async heal(): Promise<void> {
    const { environment, server } = this;
    environment.isOnline = true;
    environment.show(true);
    server.refusing = undefined;
    // Without sockets it can take three attempts, each at most 20 s after the other.
    for (let round = 0; round < (server.blocked ? 90 : 30); round++) {
      await environment.advance(1000);
      let busy = true;
      while (busy) {
        busy = server.readOne() || server.deliverOne() || server.answerHttp(false);
        await settle();
      }
    }
  }

  async checkEnd(): Promise<void> {
    const { server, image } = this;
    expect(this.client.connection.is).toBe('live');
    if (server.blocked) expect(this.client.connection).toMatchObject({ carrier: 'stream' });
    expect(this.sent.filter(({ result }) => result === undefined)).toEqual([]);
    const shown = [...image.view.conversations.values()];
    expect(shown.map(({ pending: _, ...conversation }) => conversation)).toEqual([
      ...server.state.conversations.values(),
    ]);
    expect(shown.filter(({ pending }) => pending)).toEqual([]);
    for (const { result, submitted } of this.sent) this.#checkOnce(submitted, result);
    for (const [id, thread] of this.threads) await this.#checkThread(id, thread);
  }

  /** O2: what was accepted stands in the log, once; what the server refused does not. */
  #checkOnce({ broadcastId }: Submitted, result: Result | undefined): void {
    const times = this.server.log.filter((event) => event.broadcastId === broadcastId).length;
    expect(times).toBeLessThanOrEqual(1);
    if (result?.ok && !this.#rewound) expect(times).toBe(1);
    if (result?.ok === false && result.refusal.code === 'rate-limited' && !this.#rewound)
      expect(times).toBeLessThanOrEqual(1);
  }

  async #checkThread(id: string, thread: LiveThread): Promise<void> {
    const comments = this.server.comments(id);
    if (!comments) {
      expect(thread.view.status).toBe('gone');
      return;
    }
    expect(thread.view.status).toBe('ready');
    const shown = () => thread.view.comments.map(({ pending: _, ...comment }) => comment);
    // What is loaded is the end of it, without holes.
    expect(shown()).toEqual(comments.slice(comments.length - shown().length));
    for (let pages = 0; thread.view.earlier && pages < 50; pages++) {
      const done = thread.loadEarlier();
      while (this.server.readOne() || this.server.deliverOne() || this.server.answerHttp(false))
        await settle();
      await done;
    }
    expect(shown()).toEqual([...comments]);
    expect(thread.view.comments.filter(({ pending }) => pending)).toEqual([]);
  }

  #pick<Value>(values: readonly Value[], pick: number): Value | undefined {
    return values[pick % Math.max(1, values.length)];
  }

  #mine(pick: number): Submitted {
    const { image } = this;
    const id = this.#pick([...image.view.conversations.keys()], pick) ?? 'nowhere';
    const comment = this.#pick(this.threads.get(id)?.view.comments ?? [], pick)?.id ?? `${id}-x`;
    const makes = [
      () => image.createConversation({ x: pick % 100, y: 1 }, `mine ${pick}`),
      () => image.createConversation({ x: pick % 100, y: 1 }),
      () => image.addComment(id, `mine ${pick}`),
      () => image.addComment(id, `mine too ${pick}`),
      () => image.moveConversation(id, { x: pick % 100, y: 2 }),
      () => image.resolveConversation(id),
      () => image.editComment(id, comment, `edited ${pick}`),
      () => image.deleteComment(id, comment),
      () => image.react(id, comment, '👍', pick % 3 > 0),
      () => image.addComment(id, `answer ${pick}`, { replyTo: comment }),
      () => image.deleteConversation(id),
    ];
    return (makes[pick % makes.length] ?? makes[0] ?? (() => image.resolveConversation(id)))();
  }

  #theirs(pick: number): Operation {
    const name = `t${this.#made++}`;
    const broadcastId = `b-${name}`;
    const id = this.#pick([...this.server.state.conversations.keys()], pick);
    const create: Operation = {
      type: 'create-conversation',
      broadcastId,
      id: name,
      x: 1,
      y: 1,
      comment: { id: `${name}-1`, text: name },
    };
    if (id === undefined) return create;
    const comment = this.#pick(this.server.comments(id) ?? [], pick)?.id;
    const makes: Operation[] = [
      create,
      { type: 'add-comment', broadcastId, id, comment: { id: name, text: name } },
      { type: 'add-comment', broadcastId, id, comment: { id: name, text: name } },
      { type: 'add-comment', broadcastId, id, comment: { id: name, text: name } },
      { type: 'move-conversation', broadcastId, id, x: 9, y: pick % 100 },
      { type: 'delete-conversation', broadcastId, id },
    ];
    if (comment !== undefined) {
      makes.push({ type: 'edit-comment', broadcastId, id, comment: { id: comment, text: `${name} edit` } });
      makes.push({ type: 'delete-comment', broadcastId, id, comment: { id: comment } });
    }
    return makes[pick % makes.length] ?? create;
  }
}

const step: fc.Arbitrary<Step> = fc.record({
  move: fc.oneof(
    { arbitrary: fc.constantFrom('mine', 'theirs', 'open', 'earlier', 'gap', 'show'), weight: 5 },
    { arbitrary: fc.constantFrom('up', 'down'), weight: 8 },
    { arbitrary: fc.constantFrom(...MOVES), weight: 3 },
  ) as fc.Arbitrary<Step['move']>,
  pick: fc.nat(10_000),
});

test('S1, O2, O3, R1, R3, W11: whatever happens on the way, over either carrier, the view ends as the fold of the server’s log', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 40, maxLength: 160, size: 'max' }),
      fc.boolean(),
      async (steps, blocked) => {
        const play = new Play();
        play.server.blocked = blocked;
        for (let pick = 0; pick < 12; pick++) await play.step({ move: 'theirs', pick });
        await play.heal();
        for (const one of steps) await play.step(one);
        await play.heal();
        await play.checkEnd();
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 150) },
  );
}, 600_000);
