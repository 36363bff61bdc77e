import { expect, test } from 'bun:test';
import { create } from '@imagechat/core/testing/builders';
import { startTestServer } from '../testing/start-test-server.ts';

test('whom one can mention is asked for, of everybody or of some groups', async () => {
  await using server = await startTestServer();
  for (const [username, groupIds] of [
    ['Ada', ['editors', 'a&b']],
    ['Abe', ['staff']],
    ['Al', null],
  ] as const) {
    const id = `demo:${username}`;
    const rights = { isAdmin: false, isModerator: false, verified: true };
    const profile = { username, groupIds, ...rights };
    await server.foundations.people.signIn({
      tenantId: 'demo',
      id,
      profile,
      addressHash: null,
      signedAt: 1,
      at: 1,
    });
    const token = await server.tokenOf({ id, name: username, tenantId: 'demo' });
    const body = { urlId: 'sofa', operation: create() };
    await server.post('/v1/tenants/demo/operations', body, { authorization: `Bearer ${token}` });
  }
  const ask = async (query: string) => {
    const answer = await server.fetch(`/v1/tenants/demo/people?urlId=sofa${query}`);
    if (answer.status !== 200) return answer.status;
    return ((await answer.json()) as { people: { name: string }[] }).people.map(({ name }) => name);
  };
  expect(await ask('&prefix=a')).toEqual(['Abe', 'Ada', 'Al']);
  expect(await ask('&prefix=a&groupId=editors')).toEqual(['Ada', 'Al']);
  expect(await ask('&groupId=staff&groupId=a%26b')).toEqual(['Abe', 'Ada', 'Al']);
  expect(await ask('&groupId=nobody')).toEqual(['Al']);
  expect(await ask(`&groupId=${'x'.repeat(51)}`)).toBe(400);
  expect(await ask('&groupId=x'.repeat(101))).toBe(400);
});
