import { expect, test } from 'bun:test';
import type { AddComment } from '@imagechat/protocol/comment';
import { type Stage, scenario, withBrowser } from './support/scenario.ts';
import type { Ending, ServerProcess } from './support/server-process.ts';
import { until } from './support/until.ts';
import type { Visitor } from './support/visitor.ts';
import { type WireClient, freshId, logOf } from './support/wire-client.ts';

const LIMIT = 180_000;

withBrowser();

/** How many answers a writer leaves open at a time, so that a crash always hits some. */
const IN_FLIGHT = 4;

/** Somebody who goes on writing into one conversation, with several answers outstanding at any time. */
class Writer {
  /** Texts the server said yes to. */
  readonly acknowledged = new Set<string>();
  /** Operations that went out and have no answer. */
  readonly open = new Map<string, AddComment>();
  readonly name: string;
  /** Who they are, also on their next line. */
  token: string | undefined;
  readonly #conversation: string;
  #count = 0;

  constructor(name: string, conversation: string) {
    this.name = name;
    this.#conversation = conversation;
  }

  /**
   * Writes until `enough` or until the line goes, beginning with what has no answer yet, under its own ids (O2).
   * @param enough asked after every answer
   */
  async writes(client: WireClient, i: number, enough: () => boolean): Promise<void> {
    const again = [...this.open.values()];
    const lane = async (): Promise<void> => {
      for (let next = again.shift(); next || !enough(); next = again.shift()) {
        const operation = next ?? this.#another();
        this.open.set(operation.broadcastId, operation);
        const answer = await client.submits(i, operation);
        if (answer.t === 'refused') throw new Error(`refused: ${JSON.stringify(answer.error)}`);
        this.open.delete(operation.broadcastId);
        this.acknowledged.add(operation.comment.text);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  }

  #another(): AddComment {
    this.#count += 1;
    const comment = { id: freshId(), text: `${this.name} ${this.#count}` };
    return { type: 'add-comment', broadcastId: freshId(), id: this.#conversation, comment };
  }
}

/** The texts of all comments in an image's log. */
async function logged(server: ServerProcess, urlId: string): Promise<string[]> {
  return (await logOf(server.port, urlId)).flatMap((event) =>
    'comment' in event && event.comment && 'text' in event.comment ? [event.comment.text] : [],
  );
}

/** What a visitor reads in the open window once nothing is pending and all that is expected can be read. */
async function readsAll(visitor: Visitor, expected: readonly string[]): Promise<string[]> {
  return until(
    `${visitor.name} to read ${expected.length} comments`,
    async () => {
      const comments = await visitor.comments();
      return comments.length >= expected.length && comments.every(({ pending }) => !pending)
        ? comments.map(({ text }) => text)
        : undefined;
    },
    { timeout: 30_000 },
  );
}

/** The conversation that a visitor began with these words, as the server knows it. */
async function conversationOf(visitor: Visitor, words: string): Promise<string> {
  const marker = (await visitor.markers()).find(({ spoken }) => spoken.includes(words));
  if (!marker) throw new Error(`no marker says ${words}`);
  return marker.id;
}

/** Two people talking on one image, each with the other's conversation open. */
async function talking(stage: Stage, server: ServerProcess, urlId: string): Promise<[Visitor, Visitor]> {
  const [ada, ben] = await Promise.all([stage.visitor('Ada'), stage.visitor('Ben')]);
  await Promise.all([ada, ben].map((visitor) => visitor.open(stage.page(server.origin, urlId))));
  await ada.starts(25, 25, 'Kept from the start');
  await ben.openMarker('Kept from the start');
  await ben.reads('Kept from the start');
  return [ada, ben];
}

/** Types one comment after another into the open window until it is over. @returns how many */
async function chats(visitor: Visitor, over: () => boolean): Promise<number> {
  let count = 0;
  while (!over()) {
    count += 1;
    await visitor.say(`${visitor.name} ${count}`);
  }
  return count;
}

/** The texts whose operations a browser sent and heard an ack for. */
function acknowledgedIn(visitor: Visitor): string[] {
  const acks = new Set(visitor.heardSince(0, 'ack').map(({ broadcastId }) => broadcastId));
  return visitor
    .submittedSince(0)
    .flatMap((operation) =>
      acks.has(operation.broadcastId) && operation.type === 'add-comment' ? [operation.comment.text] : [],
    );
}

test(
  'R1: the server is killed in mid-traffic and started again: browsers come back, every acknowledged comment is there, once',
  scenario(async (stage) => {
    const server = await stage.server();
    const urlId = 'killed';
    const [ada, ben] = await talking(stage, server, urlId);
    const people = [ada, ben];
    const conversation = await conversationOf(ada, 'Kept from the start');
    const writers = ['Cleo', 'Dan'].map((name) => new Writer(name, conversation));
    const writeUntil = async (writer: Writer, enough: () => boolean): Promise<void> => {
      const { name, token } = writer;
      const who = token === undefined ? { name } : { token };
      await using client = await stage.wire({ port: server.port, ...who });
      writer.token = client.token;
      const { i } = await client.watches(urlId);
      await writer.writes(client, i, enough);
    };

    // The browsers type, then the writers come in, and a few answers later the process is gone.
    let death: Promise<Ending> | undefined;
    const typed = Promise.allSettled(people.map((visitor) => chats(visitor, () => death !== undefined)));
    await until('both to have typed', () => people.every((visitor) => acknowledgedIn(visitor).length >= 2));
    const written = writers.map((writer) =>
      writeUntil(writer, () => {
        if (writers.every(({ acknowledged }) => acknowledged.size >= 6)) death ??= server.kill('SIGKILL');
        return false;
      }).catch((error: Error) => error.message),
    );
    for (const end of await Promise.all(written)) expect(end).toContain('the line went');
    expect(await death).toMatchObject({ signal: 'SIGKILL' });
    expect(await typed).toEqual(people.map(() => expect.objectContaining({ status: 'fulfilled' })));
    // Otherwise it was not killed in the middle of anything.
    expect(writers.some(({ open }) => open.size > 0)).toBe(true);
    const acknowledged = [
      ...people.flatMap(acknowledgedIn),
      ...writers.flatMap((writer) => [...writer.acknowledged]),
    ];
    const lines = people.map((visitor) => visitor.lines);

    await server.restart();
    await Promise.all(people.map((visitor, at) => visitor.isLive(lines[at])));
    expect(await logged(server, urlId)).toEqual(expect.arrayContaining(acknowledged));

    // What had no answer is sent again, and life goes on.
    const goal = writers.map((writer) => writer.acknowledged.size + 8);
    await Promise.all(
      writers.map((writer, at) => writeUntil(writer, () => writer.acknowledged.size >= (goal[at] ?? 0))),
    );
    const all = await logged(server, urlId);
    expect(all).toEqual(expect.arrayContaining(writers.flatMap((writer) => [...writer.acknowledged])));
    expect(new Set(all).size).toBe(all.length);
    // Both browsers show just that, in the log's order, without a reload.
    for (const visitor of people) expect(await readsAll(visitor, all)).toEqual(all);
  }),
  LIMIT,
);

test(
  'R1: what happened while one was away is there after coming back, and what is said next arrives',
  scenario(async (stage) => {
    const server = await stage.server();
    const line = await stage.proxy(server);
    const [ada, ben] = await Promise.all([stage.visitor('Ada'), stage.visitor('Ben')]);
    await Promise.all([
      ada.open(stage.page(line.origin, 'away')),
      ben.open(stage.page(server.origin, 'away')),
    ]);
    await ada.starts(30, 30, 'Will be resolved elsewhere');
    await ada.closeWindow();
    await ben.starts(60, 60, 'Will be deleted');
    await ben.closeWindow();
    await ada.marker('Will be deleted').waitFor();

    const { lines } = ada;
    await line.cut();
    await ben.starts(70, 20, 'Came while Ada was away');
    await ben.say('With an answer');
    await ben.reads('With an answer');
    await ben.closeWindow();
    await ben.openMarker('Will be deleted');
    await ben.deleteConversation();
    await ben.marker('Will be deleted').waitFor({ state: 'detached' });
    await line.restore();
    await ada.isLive(lines);
    await ada.marker('Came while Ada was away').waitFor();
    await ada.marker('Will be deleted').waitFor({ state: 'detached' });
    expect((await ada.markers()).map(({ id }) => id)).toEqual((await ben.markers()).map(({ id }) => id));
    await ada.openMarker('Came while Ada was away');
    await ada.reads('With an answer');
    await ada.say('Back again');
    await ben.openMarker('Came while Ada was away');
    await ben.reads('Back again');
  }),
  LIMIT,
);
