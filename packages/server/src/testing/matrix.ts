import type { Actor } from '@imagechat/core/access';
import { actor, freshId } from '@imagechat/core/testing/builders';
import type { Operation, OperationType, Operations } from '@imagechat/protocol/catalog';
import type { MessageDown, MessageUp } from '@imagechat/protocol/messages';
import { ASKED, type Caller, type Callers } from './callers.ts';
import { DASHBOARD_CALLS } from './dashboard-calls.ts';
import type { TestServer } from './start-test-server.ts';
import type { WsDialogue } from './ws-dialogue.ts';

const IMAGE = { tenantId: ASKED.tenantId, urlId: 'picture' };
const TENANT = `/v1/tenants/${ASKED.tenantId}`;
const CHATS = `/comment-image-chats/${ASKED.tenantId}`;

/** Each frame, about nothing there is. */
const FRAMES: { readonly [Type in MessageUp['t']]: Extract<MessageUp, { t: Type }> } = {
  hello: { t: 'hello', v: 1, tenantId: ASKED.tenantId },
  identify: { t: 'identify', ref: 1, token: 'broken' },
  subscribe: { t: 'subscribe', ref: 1, urlId: 'picture' },
  unsubscribe: { t: 'unsubscribe', i: 999 },
  submit: {
    t: 'submit',
    i: 999,
    operation: { type: 'resolve-conversation', broadcastId: freshId(), id: 'nowhere' },
  },
  thread: { t: 'thread', ref: 1, i: 999, id: 'nowhere' },
  presence: { t: 'presence', i: 999, typing: null },
  alive: { t: 'alive' },
};

/** How everything of the dashboard is asked. */
const DASHBOARD: Readonly<Record<string, () => Asked>> = {
  'GET /dashboard': () => get('/dashboard'),
  'GET /dashboard/preview': () => get('/dashboard/preview'),
  'GET /dashboard/preview.js': () => get('/dashboard/preview.js'),
  'GET /dashboard/*': () => get('/dashboard/usage'),
  'GET /dashboard/assets/:name': () => get('/dashboard/assets/nothing.js'),
  ...Object.fromEntries(
    Object.keys(DASHBOARD_CALLS).map((call) => {
      const [method = '', path = ''] = call.split(' ');
      return [
        call,
        () => ({
          method,
          path: path.replace(':tenantId', ASKED.tenantId),
          ...(method === 'GET' ? {} : { body: {} }),
        }),
      ];
    }),
  ),
};

/** A conversation of the author's with one comment of theirs. */
interface Made {
  readonly id: string;
  readonly commentId: string;
}

/** One HTTP request: where, how, with what. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Tries everything there is as everybody. What is asked for is made anew each time, so that no try changes another's answer. */
export class Matrix {
  readonly #server: TestServer;
  readonly #callers: Callers;

  constructor(server: TestServer, callers: Callers) {
    this.#server = server;
    this.#callers = callers;
  }

  /** How each endpoint is asked, by method and path as the routes have them. */
  readonly requests: Readonly<Record<string, (caller: Caller) => Promise<Asked> | Asked>> = {
    'GET /': () => get('/'),
    'GET /demo/:name': () => get('/demo/demo.js'),
    'GET /demo/addresses.json': () => get('/demo/addresses.json'),
    'GET /demo/pictures/:name': () => get('/demo/pictures/nothing.webp'),
    ...DASHBOARD,
    'GET /examples': () => get('/examples'),
    'GET /examples/*': () => get('/examples/nothing'),
    'GET /js/*': () => get('/js/nothing.js'),
    'GET /healthz': () => get('/healthz'),
    'GET /readyz': () => get('/readyz'),
    'GET /metrics': () => get('/metrics'),
    'GET /.well-known/security.txt': () => get('/.well-known/security.txt'),
    'POST /v1/session': (caller) => {
      const token = this.#callers.tokens[caller];
      return post('/v1/session', { tenantId: ASKED.tenantId, ...(token === undefined ? {} : { token }) });
    },
    'POST /v1/stream': (caller) => {
      const token = this.#callers.tokens[caller];
      const hello = { t: 'hello', v: 1, tenantId: ASKED.tenantId, ...(token === undefined ? {} : { token }) };
      return post('/v1/stream', { hello, subscribe: [] });
    },
    'POST /v1/tenants/:tenantId/operations': async () =>
      post(`${TENANT}/operations`, {
        urlId: IMAGE.urlId,
        operation: this.operations['add-comment'](await this.made()),
      }),
    'GET /v1/tenants/:tenantId/snapshot': () => get(`${TENANT}/snapshot?urlId=picture`),
    'GET /v1/tenants/:tenantId/threads/:conversationId': async () =>
      get(`${TENANT}/threads/${(await this.made()).id}?urlId=picture`),
    'GET /v1/tenants/:tenantId/people': () => get(`${TENANT}/people?urlId=picture&prefix=a`),
    'GET /v1/tenants/:tenantId/avatars/:key': () => get(`${TENANT}/avatars/abcdefghijk`),
    'GET /v1/tenants/:tenantId/bans': () => get(`${TENANT}/bans`),
    'POST /v1/tenants/:tenantId/bans': () => post(`${TENANT}/bans`, { actorId: freshId() }),
    'DELETE /v1/tenants/:tenantId/bans/:id': () => ({ method: 'DELETE', path: `${TENANT}/bans/nothing` }),
    'POST /v1/tenants/:tenantId/sign-outs': () => post(`${TENANT}/sign-outs`, { actorId: freshId() }),
    'PUT /v1/tenants/:tenantId/images/access': () => ({
      method: 'PUT',
      path: `${TENANT}/images/access`,
      body: { urlId: freshId(), groupIds: null },
    }),
    'PUT /v1/tenants/:tenantId/images/name': () => ({
      method: 'PUT',
      path: `${TENANT}/images/name`,
      body: { urlId: freshId(), to: freshId() },
    }),
    'POST /v1/tenants/:tenantId/uploads': () => post(`${TENANT}/uploads`, 'no picture'),
    'GET /v1/tenants/:tenantId/uploads/:id': () => get(`${TENANT}/uploads/nothing`),
    'GET /v1/tenants/:tenantId/export': () => get(`${TENANT}/export?format=json`),
    'POST /v1/tenants/:tenantId/imports': () => post(`${TENANT}/imports`, { part: 0, records: [] }),
    'GET /v1/tenants/:tenantId/person': () => get(`${TENANT}/person?actorId=nobody`),
    'POST /v1/tenants/:tenantId/erasures': () => {
      const actorId = freshId();
      return post(`${TENANT}/erasures`, { actorId, confirm: actorId });
    },
    'GET /v1/tenants/:tenantId/audit': () => get(`${TENANT}/audit`),
    'GET /comment-image-chats/:tenantId': () => get(`${CHATS}?urlId=picture`),
    'POST /comment-image-chats/:tenantId': () =>
      post(CHATS, {
        ...{ urlId: 'picture', windowUrlId: 'w', pageTitle: '', src: 's', x: 1, y: 1 },
        ...{ createdFromCommentId: freshId(), broadcastId: freshId() },
      }),
    'DELETE /comment-image-chats/:tenantId/:chatId': async () => ({
      method: 'DELETE',
      path: `${CHATS}/${(await this.made()).id}`,
      body: { broadcastId: freshId() },
    }),
    'GET /api/v1/tenant-daily-usage': () => get('/api/v1/tenant-daily-usage'),
  };

  /** How each operation is asked, about a conversation of the author's. */
  readonly operations: { readonly [Type in OperationType]: (made: Made) => Operations[Type] } = {
    'create-conversation': () => ({ ...named('create-conversation', freshId()), x: 1, y: 1 }),
    'move-conversation': ({ id }) => ({ ...named('move-conversation', id), x: 2, y: 2 }),
    'resolve-conversation': ({ id }) => named('resolve-conversation', id),
    'reopen-conversation': ({ id }) => named('reopen-conversation', id),
    'delete-conversation': ({ id }) => named('delete-conversation', id),
    'restore-conversation': ({ id }) => named('restore-conversation', id),
    'lock-conversation': ({ id }) => named('lock-conversation', id),
    'unlock-conversation': ({ id }) => named('unlock-conversation', id),
    'disown-conversation': ({ id }) => named('disown-conversation', id),
    'forget-person': ({ id, commentId }) => ({
      ...named('forget-person', id),
      comment: { id: commentId },
      person: 'nobody',
    }),
    'add-comment': ({ id }) => ({ ...named('add-comment', id), comment: { id: freshId(), text: 'Yes' } }),
    'edit-comment': ({ id, commentId }) => ({
      ...named('edit-comment', id),
      comment: { id: commentId, text: 'No' },
    }),
    'delete-comment': ({ id, commentId }) => ({ ...named('delete-comment', id), comment: { id: commentId } }),
    'restore-comment': ({ id, commentId }) => ({
      ...named('restore-comment', id),
      comment: { id: commentId },
    }),
    'approve-comment': ({ id, commentId }) => ({
      ...named('approve-comment', id),
      comment: { id: commentId },
    }),
    'flag-comment': ({ id, commentId }) => ({ ...named('flag-comment', id), comment: { id: commentId } }),
    'hide-comment': ({ id, commentId }) => ({
      ...named('hide-comment', id),
      comment: { id: commentId },
      as: 'hidden',
    }),
    react: ({ id, commentId }) => ({
      ...named('react', id),
      comment: { id: commentId },
      emoji: '👍',
      on: true,
    }),
  };

  /** The status of the answer to an endpoint. */
  async http(endpoint: string, caller: Caller): Promise<number> {
    const { method, path, body } = (await this.requests[endpoint]?.(caller)) ?? get('/no-such-row');
    const { status } = await this.#ask(caller, method, path, body);
    return status;
  }

  /** `ok`, or the code of the refusal. */
  async submits(type: OperationType, caller: Caller, way: 'http' | 'socket'): Promise<string> {
    const made = await this.made(type === 'approve-comment');
    // What is to come back must have gone.
    if (type === 'restore-comment') await this.#submitAs(this.operations['delete-comment'](made), {});
    if (type === 'restore-conversation')
      await this.#submitAs(this.operations['delete-conversation'](made), {});
    if (type === 'unlock-conversation')
      await this.#submitAs(this.operations['lock-conversation'](made), { kind: 'admin' });
    const operation = this.operations[type](made);
    if (way === 'socket') return this.#onSocket(caller, operation);
    const answer = await this.#ask(caller, 'POST', `${TENANT}/operations`, { urlId: IMAGE.urlId, operation });
    if (answer.ok) return 'ok';
    return ((await answer.json()) as { error: { code: string } }).error.code;
  }

  /** `hello`, or the code the connection was closed with. */
  async hello(caller: Caller): Promise<string> {
    const socket = await this.#server.connect(ASKED.origin);
    this.#sayHello(socket, caller);
    const first = await socket.hearsAny(['hello', 'refused']);
    if (first.t === 'refused') return String((await socket.closed).code);
    socket[Symbol.dispose]();
    return first.t;
  }

  /** What is heard after a frame of this type that names nothing there is: the answer's type, and the code when it is a refusal. */
  async frame(type: MessageUp['t'], caller: Caller): Promise<string> {
    const socket = await this.#connection(caller);
    if (typeof socket === 'string') return socket;
    using open = socket;
    open.says(FRAMES[type]);
    // What is not answered is followed by something that is.
    if (type === 'unsubscribe' || type === 'presence') open.says({ t: 'alive' });
    const answer = JSON.parse(await open.text()) as MessageDown;
    return answer.t === 'refused' ? `refused ${answer.error.code}` : answer.t;
  }

  #sayHello(socket: WsDialogue, caller: Caller): void {
    const token = this.#callers.tokens[caller];
    const { tenantId } = ASKED;
    socket.says({ t: 'hello', v: 1, tenantId, ...(token === undefined ? {} : { token }) });
  }

  /** A connection as this caller, or the code its hello was refused with. */
  async #connection(caller: Caller): Promise<WsDialogue | string> {
    const socket = await this.#server.connect(ASKED.origin);
    this.#sayHello(socket, caller);
    const first = await socket.hearsAny(['hello', 'refused']);
    if (first.t === 'hello') return socket;
    socket[Symbol.dispose]();
    return first.t === 'refused' ? first.error.code : first.t;
  }

  /** A conversation of the author's with one comment of theirs, which may wait for a moderator. */
  async made(waits = false): Promise<Made> {
    const [id, commentId] = [freshId(), freshId()];
    const comment = { id: commentId, text: 'Look' };
    const created = { ...named('create-conversation', id), x: 1, y: 1, comment };
    await this.#submitAs(created, waits ? { premoderated: true } : {});
    return { id, commentId };
  }

  async #onSocket(caller: Caller, operation: Operation): Promise<string> {
    const socket = await this.#connection(caller);
    if (typeof socket === 'string') return socket;
    using open = socket;
    const { i } = await open.watches(IMAGE.urlId);
    open.says({ t: 'submit', i, operation });
    const answer: MessageDown = await open.hearsAny(['ack', 'refused']);
    return answer.t === 'refused' ? answer.error.code : 'ok';
  }

  async #submitAs(operation: Operation, as: Partial<Actor>): Promise<void> {
    const by = actor({ tenantId: IMAGE.tenantId, id: this.#callers.authorId, name: 'Author', ...as });
    const outcome = await this.#server.composition.hub.submit({
      image: IMAGE,
      actor: by,
      site: '',
      operation,
    });
    if (!outcome.accepted) throw new Error(`${operation.type}: ${outcome.refusal.message}`);
  }

  async #ask(caller: Caller, method: string, path: string, body?: unknown): Promise<Response> {
    const token = this.#callers.tokens[caller];
    const abort = new AbortController();
    const headers = {
      origin: ASKED.origin,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await this.#server.fetch(path, { method, headers, ...text, signal: abort.signal });
    if (path !== '/v1/stream') return answer;
    abort.abort();
    return new Response(null, { status: answer.status });
  }
}

function get(path: string): Asked {
  return { method: 'GET', path };
}

function post(path: string, body: unknown): Asked {
  return { method: 'POST', path, body };
}

function named<Type extends OperationType>(type: Type, id: string) {
  return { type, broadcastId: freshId(), id };
}
