import { expect, test } from 'bun:test';
import { refuse } from '@imagechat/protocol/refusal';
import { suggestPeople } from './mentions.ts';
import { Dialogue, conversation } from './testing/dialogue.ts';
import { uploadPicture } from './uploads.ts';

const ADA = { id: 'ada', name: 'Ada' };

test('C4: a picture goes up as its bytes, and comes back as an id with its size', async () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  const bytes = Uint8Array.of(1, 2, 3);
  const result = uploadPicture(image, bytes);
  const request = await it.expectsRequest('POST', '/v1/tenants/demo/uploads');
  expect(request.body).toBe(bytes);
  request.answers(200, { id: 'x', type: 'image/png', width: 3, height: 2, bytes: 3 });
  expect(await result).toEqual({ ok: true, id: 'x', width: 3, height: 2 });
});

test('C4: a refused upload says why, an answer without sense and no line too', async () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  const refusal = refuse('too-large', 'Too large.');
  const refused = uploadPicture(image, Uint8Array.of(1));
  (await it.expectsRequest('POST', '/v1/tenants/demo/uploads')).answers(413, { error: refusal });
  expect(await refused).toEqual({ ok: false, refusal });
  const senseless = uploadPicture(image, Uint8Array.of(1));
  (await it.expectsRequest('POST', '/v1/tenants/demo/uploads')).answers(200, { id: 7 });
  expect(await senseless).toMatchObject({ ok: false, refusal: { code: 'unavailable' } });
  const lost = uploadPicture(image, Uint8Array.of(1));
  (await it.expectsRequest('POST', '/v1/tenants/demo/uploads')).fails();
  expect(await lost).toMatchObject({ ok: false, refusal: { code: 'offline' } });
});

test('C1: who can be mentioned is asked by the beginning of a name', async () => {
  const it = new Dialogue();
  const image = it.watch(conversation('c1'));
  const people = suggestPeople(image, 'A d');
  const request = await it.expectsRequest('GET', '/v1/tenants/demo/people?urlId=pic&prefix=A%20d');
  request.answers(200, { people: [ADA] });
  expect(await people).toEqual([ADA]);
  const nobody = suggestPeople(image, '');
  (await it.expectsRequest('GET', '/v1/tenants/demo/people?urlId=pic&prefix=')).fails();
  expect(await nobody).toEqual([]);
  const editors = suggestPeople(image, 'A', ['editors', 'a&b']);
  const path = '/v1/tenants/demo/people?urlId=pic&prefix=A&groupId=editors&groupId=a%26b';
  (await it.expectsRequest('GET', path)).answers(200, { people: [ADA] });
  expect(await editors).toEqual([ADA]);
  // In no group is nobody, which needs no question.
  expect(await suggestPeople(image, 'A', [])).toEqual([]);
});
