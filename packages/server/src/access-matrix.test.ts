import { afterAll, describe, expect, test } from 'bun:test';
import type { OperationType } from '@imagechat/protocol/catalog';
import type { MessageUp } from '@imagechat/protocol/messages';
import { CALLERS, callersOf } from './testing/callers.ts';
import { DASHBOARD_CALLS } from './testing/dashboard-calls.ts';
import { Matrix } from './testing/matrix.ts';
import { startTestServer } from './testing/start-test-server.ts';

// On the real engine: a person's data is there to be told and erased.
const server = await startTestServer({ storage: 'sqlite' });
afterAll(() => server[Symbol.asyncDispose]());
const matrix = new Matrix(server, await callersOf(server));

/** The same for everybody: nothing of a tenant's is in it. */
const ALL_GET_IT = '200 200 200 200 200 200 200 200 200 200';
const ALL_GET_NOTHING = '404 404 404 404 404 404 404 404 404 404';
/** They ask from pages of another site. */
const OTHER_SITES = '403 403 403 403 403 403 403 403 403 403';
/** Whoever may look, with or without a name; a token that is no good is told so. */
const WHO_MAY_LOOK = '200 401 401 401 200 200 200 200 200 403';
/** Whoever has a name. */
const WHO_HAS_A_NAME = '401 401 401 401 200 200 200 200 200 403';
const MODERATORS = '403 401 401 401 403 403 403 200 200 403';
const ONLY_KEYS = '401 401 401 401 401 401 401 401 401 401';
const ADMINS = '403 401 401 401 403 403 403 403 200 403';

/**
 * The status of every endpoint's answer, in the order of the callers:
 * nobody expired foreign elsewhere visitor author user moderator admin banned
 */
const ENDPOINTS: Readonly<Record<string, string>> = {
  'GET /': ALL_GET_IT,
  'GET /demo/:name': ALL_GET_IT,
  'GET /demo/addresses.json': ALL_GET_IT,
  'GET /demo/pictures/:name': ALL_GET_NOTHING,
  // Its pages are the same for everybody, and tokens of pages are nothing to it: dashboard/roles.test.ts asks with its cookies.
  'GET /dashboard': ALL_GET_NOTHING,
  'GET /dashboard/preview': ALL_GET_NOTHING,
  'GET /dashboard/preview.js': ALL_GET_NOTHING,
  'GET /dashboard/*': ALL_GET_NOTHING,
  'GET /dashboard/assets/:name': ALL_GET_NOTHING,
  ...Object.fromEntries(Object.keys(DASHBOARD_CALLS).map((call) => [call, OTHER_SITES])),
  'GET /examples': ALL_GET_IT,
  'GET /examples/*': ALL_GET_NOTHING,
  'GET /js/*': ALL_GET_NOTHING,
  'GET /healthz': ALL_GET_IT,
  'GET /readyz': ALL_GET_IT,
  'GET /metrics': ALL_GET_IT,
  // Nobody configured whom to write to.
  'GET /.well-known/security.txt': ALL_GET_NOTHING,
  // A token that is no good makes a new visitor (W10).
  'POST /v1/session': '200 200 200 200 200 200 200 200 200 403',
  'POST /v1/stream': WHO_MAY_LOOK,
  'POST /v1/tenants/:tenantId/operations': WHO_HAS_A_NAME,
  'GET /v1/tenants/:tenantId/snapshot': WHO_MAY_LOOK,
  'GET /v1/tenants/:tenantId/threads/:conversationId': WHO_MAY_LOOK,
  'GET /v1/tenants/:tenantId/people': WHO_MAY_LOOK,
  'GET /v1/tenants/:tenantId/avatars/:key': ALL_GET_NOTHING,
  'GET /v1/tenants/:tenantId/bans': MODERATORS,
  'POST /v1/tenants/:tenantId/bans': MODERATORS,
  // There is no such ban.
  'DELETE /v1/tenants/:tenantId/bans/:id': '403 401 401 401 403 403 403 404 404 403',
  'POST /v1/tenants/:tenantId/sign-outs': MODERATORS,
  'PUT /v1/tenants/:tenantId/images/access': MODERATORS,
  // Nobody talked about the image.
  'PUT /v1/tenants/:tenantId/images/name': '403 401 401 401 403 403 403 403 404 403',
  // What is sent is no picture, which is said only to who may send one.
  'POST /v1/tenants/:tenantId/uploads': '401 401 401 401 400 400 400 400 400 403',
  'GET /v1/tenants/:tenantId/uploads/:id': ALL_GET_NOTHING,
  'GET /v1/tenants/:tenantId/person': ADMINS,
  'POST /v1/tenants/:tenantId/erasures': ADMINS,
  'GET /v1/tenants/:tenantId/audit': ADMINS,
  'GET /comment-image-chats/:tenantId': WHO_MAY_LOOK,
  'POST /comment-image-chats/:tenantId': WHO_HAS_A_NAME,
  'DELETE /comment-image-chats/:tenantId/:chatId': '401 401 401 401 403 200 403 200 200 403',
  // Only with an API key, which no page has.
  'GET /v1/tenants/:tenantId/export': ONLY_KEYS,
  'POST /v1/tenants/:tenantId/imports': ONLY_KEYS,
  'GET /api/v1/tenant-daily-usage': ONLY_KEYS,
};

/** What each operation on a conversation and comment of the author's is answered, for: visitor author user moderator admin. */
const OPERATIONS: Readonly<Record<OperationType, string>> = {
  'create-conversation': 'ok ok ok ok ok',
  'add-comment': 'ok ok ok ok ok',
  react: 'ok ok ok ok ok',
  'resolve-conversation': 'not-allowed ok ok ok ok',
  'reopen-conversation': 'not-allowed ok ok ok ok',
  'move-conversation': 'not-allowed ok not-allowed ok ok',
  'delete-conversation': 'not-allowed ok not-allowed ok ok',
  'restore-conversation': 'not-allowed ok not-allowed ok ok',
  'delete-comment': 'not-allowed ok not-allowed ok ok',
  'restore-comment': 'not-allowed ok not-allowed ok ok',
  'edit-comment': 'not-allowed ok not-allowed not-allowed not-allowed',
  'lock-conversation': 'not-allowed not-allowed not-allowed ok ok',
  'unlock-conversation': 'not-allowed not-allowed not-allowed ok ok',
  'disown-conversation': 'not-allowed not-allowed not-allowed not-allowed ok',
  'forget-person': 'not-allowed not-allowed not-allowed not-allowed ok',
  'hide-comment': 'not-allowed not-allowed not-allowed ok ok',
  // What is one's own one can take away, and who moderates can hide it.
  'flag-comment': 'ok not-allowed ok not-allowed not-allowed',
  // It waits for a moderator, and who may not see it hears nothing of it (V1).
  'approve-comment': 'not-found not-allowed not-found ok ok',
};

/** Before: nobody expired foreign elsewhere; after: banned. The same for every operation and every way. */
const STRANGERS = 'name-needed invalid-token invalid-token invalid-token';

/** What is heard after each frame, by whoever's hello was answered; the others are closed by their hello. */
const FRAMES: Readonly<Record<MessageUp['t'], string>> = {
  hello: 'refused invalid-input',
  identify: 'refused invalid-token',
  subscribe: 'subscribed',
  unsubscribe: 'alive',
  submit: 'refused not-subscribed',
  thread: 'refused not-subscribed',
  presence: 'alive',
  alive: 'alive',
};

test('F1, W10: every endpoint there is has a row, and every row its endpoint', () => {
  const { routes } = server.composition.app;
  const endpoints = new Set(
    routes.filter(({ method }) => method !== 'ALL').map((it) => `${it.method} ${it.path}`),
  );
  expect(Object.keys(ENDPOINTS).sort()).toEqual([...endpoints].sort());
  expect(Object.keys(matrix.requests).sort()).toEqual([...endpoints].sort());
});

describe('endpoints', () => {
  for (const [endpoint, expected] of Object.entries(ENDPOINTS)) {
    test(`F1, W10: ${endpoint} answers everybody as the table says`, async () => {
      const statuses: number[] = [];
      for (const caller of CALLERS) statuses.push(await matrix.http(endpoint, caller));
      expect(statuses.join(' ')).toBe(expected);
    });
  }
});

describe('operations', () => {
  for (const [type, expected] of Object.entries(OPERATIONS) as [OperationType, string][]) {
    for (const way of ['http', 'socket'] as const) {
      test(`F1, W9, W10: ${type} over ${way} is answered as the table says`, async () => {
        const answers: string[] = [];
        for (const caller of CALLERS) answers.push(await matrix.submits(type, caller, way));
        expect(answers.join(' ')).toBe(`${STRANGERS} ${expected} banned`);
      });
    }
  }
});

describe('frames', () => {
  test('W1, W10: a hello is answered, or refused and the connection closed with the code that says whether to come back', async () => {
    const answers: string[] = [];
    for (const caller of CALLERS) answers.push(await matrix.hello(caller));
    expect(answers.join(' ')).toBe('hello 4010 4010 4010 hello hello hello hello hello 4503');
  });

  for (const [type, expected] of Object.entries(FRAMES) as [MessageUp['t'], string][]) {
    test(`W2, W3: ${type} is answered the same for all who may look`, async () => {
      for (const caller of ['nobody', 'visitor', 'user', 'moderator', 'admin'] as const) {
        expect([caller, await matrix.frame(type, caller)]).toEqual([caller, expected]);
      }
    });
  }
});
