import { expect } from 'bun:test';
import type { ActorInfo } from '@imagechat/protocol/actor';
import type { Operation } from '@imagechat/protocol/catalog';
import type { Conversation } from '@imagechat/protocol/conversation';
import type { MessageDown, MessageUp } from '@imagechat/protocol/messages';
import type { Client, LiveImage, Login } from '../api.ts';
import { createClient } from '../client.ts';
import { FakeEnvironment, type FakeRequest, type FakeSocket, settle } from './fake-environment.ts';

/** A visitor with every right. */
export const ANN: ActorInfo = {
  id: 'ann',
  kind: 'visitor',
  name: 'Ann',
  rights: {
    read: 'any',
    'create-conversation': 'any',
    'move-conversation': 'own',
    'resolve-conversation': 'own',
    'reopen-conversation': 'own',
    'delete-conversation': 'own',
    'add-comment': 'any',
    'edit-comment': 'own',
    'delete-comment': 'own',
    react: 'any',
    'approve-comment': 'no',
    'hide-comment': 'no',
    'flag-comment': 'any',
    'restore-comment': 'own',
    'restore-conversation': 'own',
    'lock-conversation': 'no',
    'unlock-conversation': 'no',
    'disown-conversation': 'no',
    'forget-person': 'no',
    upload: 'any',
  },
};

/** A conversation somebody else started, as a snapshot has it. */
export function conversation(id: string, fields: Partial<Conversation> = {}): Conversation {
  return {
    id,
    x: 10,
    y: 20,
    placeSeq: 1,
    resolved: false,
    by: 'bob',
    name: 'Bob',
    createdAt: 5,
    count: 1,
    latestSeq: 1,
    opening: { commentId: `${id}-1`, by: 'bob', name: 'Bob', line: 'Hello' },
    ...fields,
  };
}

/** The server's half of a conversation with the client, played line by line. */
export class Dialogue {
  readonly environment: FakeEnvironment;
  readonly client: Client;

  constructor(environment = new FakeEnvironment(), login?: Login) {
    this.environment = environment;
    this.client = createClient({ tenantId: 'demo', environment, login });
  }

  /** The line the client opened last. */
  get socket(): FakeSocket {
    const socket = this.environment.sockets.at(-1);
    if (!socket) throw new Error('the client opened no socket');
    return socket;
  }

  /** The next frame the client sent; it must look like this. */
  expects<Type extends MessageUp['t']>(
    frame: { readonly t: Type } & Record<string, unknown>,
  ): Extract<MessageUp, { t: Type }> {
    const sent = this.socket.unread.shift();
    expect(sent === undefined ? undefined : JSON.parse(sent)).toMatchObject(frame);
    return JSON.parse(sent ?? '') as Extract<MessageUp, { t: Type }>;
  }

  /** The client has sent nothing that was not read. */
  expectsNothing(): void {
    expect(this.socket.unread).toEqual([]);
  }

  /** The client's next operation on the line. */
  expectsSubmit(type: Operation['type']): Operation {
    return this.expects({ t: 'submit', operation: { type } }).operation;
  }

  says(...messages: readonly MessageDown[]): void {
    for (const message of messages) this.socket.receive(JSON.stringify(message));
  }

  /** Opens the line and answers the client's hello. */
  greets(actor: ActorInfo = ANN): void {
    this.socket.open();
    this.expects({ t: 'hello' });
    this.says({ t: 'hello', v: 1, now: this.environment.now(), actor, aliveMs: 25_000 });
  }

  /** Answers the next subscribe with a snapshot. */
  shows(conversations: readonly Conversation[], { i = 1, epoch = 'e1', seq = 10 } = {}): void {
    const { ref } = this.expects({ t: 'subscribe' });
    this.says({ t: 'subscribed', ref, i, epoch, seq, conversations });
  }

  /** Acknowledges an operation. */
  acks({ broadcastId }: Operation, seq: number, epoch = 'e1'): void {
    this.says({ t: 'ack', broadcastId, epoch, seq, at: 1000 + seq });
  }

  /** A watched image with these conversations, on a live line, at seq 10 of epoch e1. */
  watch(...conversations: readonly Conversation[]): LiveImage {
    const image = this.client.image('pic');
    this.greets();
    this.shows(conversations);
    return image;
  }

  /** Cuts the line and lets the client come back at once. */
  async cut(code = 1006): Promise<void> {
    this.environment.fixedByte = 0;
    this.socket.cut(code);
    await this.environment.advance(0);
  }

  /** The client's next HTTP request; it must look like this. */
  async expectsRequest(method: string, path: string): Promise<FakeRequest> {
    await settle();
    const request = this.environment.requests.find(
      (one) => one.method === method && one.path.startsWith(path),
    );
    expect(this.environment.requests.map((one) => `${one.method} ${one.path}`)).toContainEqual(
      expect.stringContaining(`${method} ${path}`),
    );
    if (!request) throw new Error('unreachable');
    return request;
  }
}
