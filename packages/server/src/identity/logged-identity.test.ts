import { expect, test } from 'bun:test';
import type { Identity } from '@imagechat/core/ports/identity';
import { actor } from '@imagechat/core/testing/builders';
import { refuse } from '@imagechat/protocol/refusal';
import { loggedIdentity } from './logged-identity.ts';

test('who is not let in is logged with the code, and nothing of what was brought', async () => {
  const lines: unknown[] = [];
  const inner: Identity = {
    identify: async ({ token }) =>
      token === 'good'
        ? { ok: true, actor: actor(), expiresAt: 1 }
        : { ok: false, refusal: refuse('invalid-token', 'This session is over.') },
    forget: () => undefined,
  };
  const identity = loggedIdentity(inner, (...line) => lines.push(line));
  const claim = {
    tenantId: 'demo',
    origin: 'https://a.test',
    ownOrigin: 'https://b.test',
    address: '10.0.0.1',
  };
  expect(await identity.identify({ ...claim, token: 'good' })).toMatchObject({ ok: true });
  expect(await identity.identify({ ...claim, token: 'a secret' })).toMatchObject({ ok: false });
  expect(lines).toEqual([['info', 'not-let-in', { code: 'invalid-token', browser: true }]]);
});
