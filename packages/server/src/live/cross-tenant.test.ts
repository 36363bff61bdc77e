import { expect, test } from 'bun:test';
import { freshId } from '@imagechat/core/testing/builders';
import type { Operation } from '@imagechat/protocol/catalog';
import fc from 'fast-check';
import { keyHash } from '../identity/credentials.ts';
import { type TestServer, startTestServer } from '../testing/start-test-server.ts';
import { StreamDialogue } from '../testing/stream-dialogue.ts';
import type { WsDialogue } from '../testing/ws-dialogue.ts';

const TENANTS = ['acme', 'other'] as const;
const IMAGES = ['picture', 'another'];
const PEOPLE = ['one', 'two'];

/** What is done, in both tenants alike: by whom, on which image, and which of what was made before it is about. */
interface Step {
  readonly what: 'create' | 'add' | 'edit' | 'move' | 'resolve' | 'react' | 'delete' | 'type' | 'thread';
  readonly person: number;
  readonly image: number;
  readonly about: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    'create',
    'create',
    'add',
    'add',
    'edit',
    'move',
    'resolve',
    'react',
    'delete',
    'type',
    'thread',
  ),
  person: fc.nat({ max: PEOPLE.length - 1 }),
  image: fc.nat({ max: IMAGES.length - 1 }),
  about: fc.nat({ max: 9 }),
});

interface Made {
  readonly id: string;
  readonly comment: string;
}

/** Who watches everything of one tenant, by every way there is, and keeps each byte it was sent. */
class Side {
  readonly sockets: WsDialogue[] = [];
  readonly stream: StreamDialogue;
  readonly tenantId: string;
  readonly numbers: number[] = [];
  readonly #server: TestServer;

  private constructor(server: TestServer, tenantId: string, stream: StreamDialogue) {
    this.#server = server;
    this.tenantId = tenantId;
    this.stream = stream;
  }

  static async open(server: TestServer, tenantId: string): Promise<Side> {
    const subscribe = IMAGES.map((urlId, ref) => ({ t: 'subscribe', ref, urlId }) as const);
    const side = new Side(
      server,
      tenantId,
      await StreamDialogue.open(server.origin, { tenantId, subscribe }),
    );
    for (const id of PEOPLE) {
      const socket = await server.connect();
      await socket.hello(tenantId, await server.tokenOf({ id, name: side.says(id), tenantId }));
      side.sockets.push(socket);
      for (const image of IMAGES) side.numbers.push((await socket.watches(image)).i);
    }
    return side;
  }

  /** A text that only this tenant has. */
  says(text: string): string {
    return `${this.tenantId}-only ${text}`;
  }

  /** Sends what makes the step here; the ids are the same in the other tenant. */
  takes({ what, person, image }: Step, made: Made | undefined, ids: Made & { broadcastId: string }): void {
    const i = this.numbers[person * IMAGES.length + image] ?? 0;
    const socket = this.sockets[person];
    const operation = this.#operation(what, made, ids);
    if (operation) socket?.says({ t: 'submit', i, operation });
    else if (what === 'thread' && made) socket?.says({ t: 'thread', ref: 9, i, id: made.id });
    else socket?.says({ t: 'presence', i, typing: made?.id ?? null });
  }

  #operation(
    what: Step['what'],
    made: Made | undefined,
    ids: Made & { broadcastId: string },
  ): Operation | undefined {
    const { broadcastId } = ids;
    const comment = { id: ids.comment, text: this.says('words') };
    if (what === 'create')
      return { type: 'create-conversation', broadcastId, id: ids.id, x: 1, y: 2, comment };
    if (!made) return undefined;
    const { id } = made;
    const about = { id: made.comment };
    switch (what) {
      case 'add':
        return { type: 'add-comment', broadcastId, id, comment };
      case 'edit':
        return { type: 'edit-comment', broadcastId, id, comment: { ...about, text: this.says('others') } };
      case 'move':
        return { type: 'move-conversation', broadcastId, id, x: 3, y: 4 };
      case 'resolve':
        return { type: 'resolve-conversation', broadcastId, id };
      case 'react':
        return { type: 'react', broadcastId, id, comment: about, emoji: '👍', on: true };
      case 'delete':
        return { type: 'delete-conversation', broadcastId, id };
      default:
        return undefined;
    }
  }

  /** Every byte this side was sent, and all it can ask for. */
  async everything(made: readonly Made[]): Promise<string> {
    for (const socket of this.sockets) {
      socket.says({ t: 'alive' });
      await socket.hears('alive');
    }
    await this.#hearsTheEnd();
    const asked = [
      ...IMAGES.flatMap((image) => [
        `/v1/tenants/${this.tenantId}/snapshot?urlId=${image}`,
        `/v1/tenants/${this.tenantId}/people?urlId=${image}&prefix=`,
        `/comment-image-chats/${this.tenantId}?urlId=${image}`,
        ...made.map(({ id }) => `/v1/tenants/${this.tenantId}/threads/${id}?urlId=${image}`),
      ]),
      '/api/v1/tenant-daily-usage',
    ];
    const headers = { 'x-api-key': `ick_${this.tenantId}`, 'x-tenant-id': this.tenantId };
    const answers = await Promise.all(
      asked.map(async (path) =>
        (await this.#server.fetch(path, path.startsWith('/v1') ? {} : { headers })).text(),
      ),
    );
    return [...this.sockets.flatMap(({ raw }) => raw), this.stream.raw, ...answers].join('\n');
  }

  /** Says a last thing, and reads the stream until it comes by there. */
  async #hearsTheEnd(): Promise<void> {
    const end = this.says('and that is the end');
    const comment = { id: freshId(), text: end };
    const operation = { broadcastId: freshId(), id: freshId(), x: 1, y: 1, comment };
    this.sockets[0]?.says({
      t: 'submit',
      i: this.numbers[0] ?? 0,
      operation: { type: 'create-conversation', ...operation },
    });
    while (!this.stream.raw.includes(end) && (await this.stream.block()) !== undefined);
  }

  [Symbol.dispose](): void {
    for (const socket of this.sockets) socket[Symbol.dispose]();
    this.stream[Symbol.dispose]();
  }
}

/** Both tenants do the same at the same time, with the same names for everything. */
async function seenBy(steps: readonly Step[]): Promise<readonly string[]> {
  await using server = await startTestServer();
  for (const id of TENANTS)
    await server.tenants.addKey(id, { id: 'k', hash: keyHash(`ick_${id}`), createdAt: 0 });
  using acme = await Side.open(server, 'acme');
  using other = await Side.open(server, 'other');
  const made: Made[] = [];
  for (const each of steps) {
    const ids = { id: freshId(), comment: freshId(), broadcastId: freshId() };
    const about = made.at(-1 - (each.about % Math.max(1, made.length)));
    for (const side of [acme, other]) side.takes(each, about, ids);
    if (each.what === 'create') made.push(ids);
  }
  await server.composition.finish();
  return [await acme.everything(made), await other.everything(made)];
}

test('W10, V1, M1: not one byte of a tenant reaches another that has the same images, people, ids and broadcastIds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const [acme = '', other = ''] = await seenBy([
        { what: 'create', person: 0, image: 0, about: 0 },
        ...steps,
      ]);
      expect(acme).toContain('acme-only');
      expect(other).toContain('other-only');
      expect(acme).not.toContain('other-only');
      expect(other).not.toContain('acme-only');
      expect(acme).not.toMatch(/"tenantId":"other"|ick_other/);
    }),
    { numRuns: 15 },
  );
}, 60_000);
