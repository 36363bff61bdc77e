import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { UUID_PATTERN, imageKeyText, isId, isUrlId, newId } from './ids.ts';

const at = (now: number, fill = 0) => ({
  now: () => now,
  random: (bytes: Uint8Array) => void bytes.fill(fill),
});

test('N1: a new id is a UUIDv7: time first, then version and variant, then what chance gave', () => {
  expect(newId(at(0x0199_d3a4_7c1e, 0))).toBe('0199d3a4-7c1e-7000-8000-000000000000');
  expect(newId(at(0x0199_d3a4_7c1e, 255))).toBe('0199d3a4-7c1e-7fff-bfff-ffffffffffff');
  expect(newId(at(12.9, 1))).toBe('00000000-000c-7101-8101-010101010101');
});

test('N1: whatever the time and the bytes, it is a UUID we accept, and its first 48 bits are the time', () => {
  const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
  fc.assert(
    fc.property(time, fc.uint8Array({ minLength: 16, maxLength: 16 }), (now, chance) => {
      const id = newId({ now: () => now, random: (bytes) => bytes.set(chance) });
      expect(id).toMatch(UUID_PATTERN);
      expect(isId(id)).toBe(true);
      expect(id[14]).toBe('7');
      expect('89ab').toContain(id[19] ?? '');
      expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(now);
    }),
  );
});

test('N1: ids made later sort later', () => {
  const time = fc.integer({ min: 0, max: 2 ** 48 - 2 });
  fc.assert(
    fc.property(time, (now) => {
      expect(newId(at(now, 255)) < newId(at(now + 1, 0))).toBe(true);
    }),
  );
});

test('N1: an id has 1 to 64 letters, digits, dashes and underscores', () => {
  for (const good of ['a', 'A_b-9', 'x'.repeat(64)]) expect(isId(good)).toBe(true);
  for (const bad of ['', 'x'.repeat(65), 'a b', 'a/b', 'a.b', 'ä', 'a\n', '\u0000'])
    expect(isId(bad)).toBe(false);
});

test('N1: a urlId is any well-formed text of 1 to 4096 units without control characters', () => {
  for (const good of ['7', 'https://a/b#c?d', 'фото 1', '😀', 'x'.repeat(4096)])
    expect(isUrlId(good)).toBe(true);
  for (const bad of ['', 'x'.repeat(4097), 'a\nb', 'a\u0000', '\u007f', '\ud83d', 'a\udc00b']) {
    expect(isUrlId(bad)).toBe(false);
  }
});

test("no tenant can write another's image key", () => {
  const tenantId = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
  fc.assert(
    fc.property(tenantId, fc.string(), tenantId, fc.string(), (tenant, urlId, otherTenant, otherUrlId) => {
      fc.pre(tenant !== otherTenant);
      const ours = imageKeyText({ tenantId: tenant, urlId });
      expect(ours).not.toBe(imageKeyText({ tenantId: otherTenant, urlId: otherUrlId }));
    }),
  );
});
