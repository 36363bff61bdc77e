import { expect, test } from 'bun:test';
import { factOf } from '@imagechat/protocol/catalog';
import { ANN, Dialogue, conversation } from './testing/dialogue.ts';
import { FakeEnvironment, settle } from './testing/fake-environment.ts';

const NOBODY = { ...ANN, id: '', name: '' };
const EVE = { ...ANN, id: 'eve', name: 'Eve' };
const NO = { code: 'username-taken', message: 'Taken.', retry: false } as const;

/** A visitor without a token, watching. */
function look(it: Dialogue) {
  const image = it.client.image('pic');
  it.greets(NOBODY);
  it.shows([conversation('c1')]);
  return image;
}

test('a name is shown at once, and the session made with it is said on the line before anything else', async () => {
  const it = new Dialogue();
  const image = look(it);
  const named = it.client.setName('Eve');
  expect(it.client.actor?.name).toBe('Eve');
  const { id } = image.createConversation({ x: 1, y: 1 }, 'Hello');
  expect(image.view.conversations.get(id)).toMatchObject({ name: 'Eve', pending: true });
  it.expectsNothing();
  const request = await it.expectsRequest('POST', '/v1/session');
  expect(request.body).toMatchObject({ tenantId: 'demo', name: 'Eve', token: undefined });
  request.answers(200, { token: 'tok', actor: EVE, expiresAt: 1 });
  expect(await named).toBeUndefined();
  await settle();
  const { ref } = it.expects({ t: 'identify', token: 'tok' });
  const operation = it.expectsSubmit('create-conversation');
  it.says({ t: 'identified', ref, actor: EVE });
  expect(it.client.actor).toEqual(EVE);
  expect(it.environment.stored).toBe('tok');
  expect(image.view.conversations.get(id)).toMatchObject({ name: 'Eve', by: 'eve' });
  const fact = factOf(operation, {
    seq: 11,
    broadcastId: operation.broadcastId,
    at: 5,
    by: 'eve',
    name: 'Eve',
  });
  it.says({ t: 'events', i: 1, e: [fact] });
  expect(image.view.conversations.get(id)).toMatchObject({ by: 'eve', pending: false });
});

test('F1: a name that is taken is given back, and what was written under it fails with that refusal', async () => {
  const it = new Dialogue();
  const image = look(it);
  const named = it.client.setName('Eve');
  const { id, result } = image.createConversation({ x: 1, y: 1 }, 'Hello');
  (await it.expectsRequest('POST', '/v1/session')).answers(409, { error: NO });
  expect(await named).toEqual(NO);
  expect(await result).toEqual({ ok: false, refusal: NO });
  expect(it.client.actor?.name).toBe('');
  expect(image.view.conversations.has(id)).toBe(false);
  it.expectsNothing();
});

test('O4: a name waits for its answer no longer than 10 s', async () => {
  const it = new Dialogue();
  const image = look(it);
  const named = it.client.setName('Eve');
  const { result } = image.addComment('c1', 'Hello');
  await it.environment.advance(10_000);
  expect(await named).toMatchObject({ code: 'timed-out' });
  expect(await result).toMatchObject({ ok: false, refusal: { code: 'timed-out' } });
  expect(it.client.actor?.name).toBe('');
});

test('O4: offline a name cannot be taken', async () => {
  const it = new Dialogue();
  look(it);
  it.environment.isOnline = false;
  expect(await it.client.setName('Eve')).toMatchObject({ code: 'offline' });
});

test('the old token goes with a new name, so that one stays who one is', async () => {
  const it = new Dialogue();
  it.environment.stored = 'old';
  it.watch();
  void it.client.setName('Anna');
  expect((await it.expectsRequest('POST', '/v1/session')).body).toEqual({
    tenantId: 'demo',
    name: 'Anna',
    token: 'old',
  });
});

test('a second name follows the first one, and its own shows', async () => {
  const it = new Dialogue();
  look(it);
  const first = it.client.setName('Eve');
  const second = it.client.setName('Eva');
  expect(it.client.actor?.name).toBe('Eva');
  (await it.expectsRequest('POST', '/v1/session')).answers(200, { token: 't1', actor: EVE, expiresAt: 1 });
  await first;
  expect(it.client.actor?.name).toBe('Eva');
  const request = await it.expectsRequest('POST', '/v1/session');
  expect(request.body).toEqual({ tenantId: 'demo', name: 'Eva', token: 't1' });
  request.answers(200, { token: 't2', actor: { ...EVE, name: 'Eva' }, expiresAt: 1 });
  await second;
  expect(it.client.actor?.name).toBe('Eva');
});

test('a name taken while the line connects is said once the line is live, and the older hello does not undo it', async () => {
  const it = new Dialogue();
  it.client.image('pic');
  it.socket.open();
  it.expects({ t: 'hello' });
  const named = it.client.setName('Eve');
  (await it.expectsRequest('POST', '/v1/session')).answers(200, { token: 'tok', actor: EVE, expiresAt: 1 });
  await named;
  it.says({ t: 'hello', v: 1, now: 0, actor: NOBODY, aliveMs: 25_000 });
  expect(it.client.actor).toEqual(EVE);
  it.expects({ t: 'identify', token: 'tok' });
  it.expects({ t: 'subscribe' });
});

test('an identify that is refused is settled by a new line', async () => {
  const it = new Dialogue();
  look(it);
  void it.client.setName('Eve');
  (await it.expectsRequest('POST', '/v1/session')).answers(200, { token: 'tok', actor: EVE, expiresAt: 1 });
  await settle();
  const { ref } = it.expects({ t: 'identify' });
  it.says({ t: 'refused', ref, error: { code: 'unavailable', message: '', retry: true } });
  expect(it.environment.sockets).toHaveLength(2);
  it.socket.open();
  it.expects({ t: 'hello', token: 'tok' });
});

test('a session answer that makes no sense is unavailable', async () => {
  const it = new Dialogue();
  look(it);
  const named = it.client.setName('Eve');
  (await it.expectsRequest('POST', '/v1/session')).answers(200, { token: 7 });
  expect(await named).toMatchObject({ code: 'unavailable' });
});

test('CONTRACT §1.9: a token another tab stored is taken over with the next line', async () => {
  const it = new Dialogue();
  look(it);
  it.environment.stored = 'theirs';
  await it.cut();
  it.socket.open();
  it.expects({ t: 'hello', token: 'theirs' });
});

test('O4: what was given up while the token was being renewed is not sent any more', async () => {
  const it = new Dialogue();
  it.environment.stored = 'old';
  const image = it.watch(conversation('c1'));
  const { result } = image.resolveConversation('c1');
  await it.environment.advance(4_000);
  it.socket.cut(4010);
  const renewal = await it.expectsRequest('POST', '/v1/session');
  await it.environment.advance(6_000);
  expect(await result).toMatchObject({ ok: false, refusal: { code: 'timed-out' } });
  renewal.answers(200, { token: 'new', actor: ANN });
  await settle();
  expect(it.environment.requests.map(({ path }) => path)).toEqual([]);
});

const SSO = { userDataJSONBase64: 'e30=', verificationHash: '00', timestamp: 1 };
const USER = { ...ANN, id: 'demo:7', kind: 'user', name: 'Ada', verified: true } as const;

/** A page whose visitor is logged in, with a visitor's token from before in the browser. */
function loggedIn() {
  const environment = new FakeEnvironment();
  environment.stored = 'of a visitor';
  return new Dialogue(environment, { sso: SSO });
}

test('W10: who the page logs in is exchanged before the line opens, and leaves nothing in the browser', async () => {
  const it = loggedIn();
  it.client.image('pic');
  expect(it.environment.sockets).toHaveLength(0);
  const request = await it.expectsRequest('POST', '/v1/session');
  expect(request.body).toEqual({ tenantId: 'demo', name: undefined, token: undefined, sso: SSO });
  request.answers(200, { token: 'tok', actor: USER, expiresAt: it.environment.now() + 43_200_000 });
  await settle();
  expect(it.client.actor).toEqual(USER);
  it.socket.open();
  it.expects({ t: 'hello', token: 'tok' });
  expect(it.environment.stored).toBe('of a visitor');
});

test('what the server says of bad sign-in data is shown, and not asked again', async () => {
  const it = loggedIn();
  it.client.image('pic');
  const refusal = { code: 'malformed-sso', message: 'timestamp is more than two days old.', retry: false };
  (await it.expectsRequest('POST', '/v1/session')).answers(400, { error: refusal });
  await settle();
  expect(it.client.connection).toEqual(expect.objectContaining({ is: 'stopped', refusal }));
});

test('a token that ends soon is renewed on the living line; a user whose token is over is exchanged anew', async () => {
  const it = loggedIn();
  it.client.image('pic');
  const end = it.environment.now() + 320_000;
  (await it.expectsRequest('POST', '/v1/session')).answers(200, { token: 't1', actor: USER, expiresAt: end });
  await settle();
  it.greets(USER);
  it.shows([]);
  await it.environment.advance(25_000);
  it.expects({ t: 'alive' });
  it.says({ t: 'alive' });
  const renewal = await it.expectsRequest('POST', '/v1/session');
  expect(renewal.body).toEqual({ tenantId: 'demo', name: undefined, token: 't1' });
  const over = { code: 'invalid-token', message: 'Over.', retry: false };
  renewal.answers(401, { error: over });
  await settle();
  const again = await it.expectsRequest('POST', '/v1/session');
  expect(again.body).toEqual({ tenantId: 'demo', name: undefined, token: undefined, sso: SSO });
  again.answers(200, { token: 't2', actor: USER, expiresAt: end + 43_200_000 });
  await settle();
  const { ref } = it.expects({ t: 'identify', token: 't2' });
  it.says({ t: 'identified', ref, actor: USER });
  expect(it.environment.sockets).toHaveLength(1);
  await it.environment.advance(25_000);
  expect(it.environment.requests).toEqual([]);
});

test('what one may do can change on the living line', () => {
  const it = new Dialogue();
  it.watch();
  const rights = { ...ANN.rights, 'create-conversation': 'no' } as const;
  it.says({ t: 'identified', actor: { ...ANN, rights } });
  expect(it.client.actor?.rights['create-conversation']).toBe('no');
});
