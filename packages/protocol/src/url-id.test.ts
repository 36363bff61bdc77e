import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { isUrlId } from './ids.ts';
import { deriveUrlId } from './url-id.ts';
import vectors from './url-id.vectors.json';

const PAGE = 'https://example.com/page';

interface Vector {
  readonly why: string;
  readonly page: string;
  readonly src: string;
  readonly base?: string;
  readonly urlId: string | null;
}

test('U1: there are at least 48 frozen vectors, each saying what it is about', () => {
  expect(vectors.length).toBeGreaterThanOrEqual(48);
  expect(new Set(vectors.map(({ why }) => why)).size).toBe(vectors.length);
});

test.each(vectors as Vector[])('U1: $why', ({ page, src, base, urlId }) => {
  expect(deriveUrlId(page, src, base)).toBe(urlId);
});

test('U1: the frozen vectors themselves are not edited: their hash stands here', () => {
  const named = (vectors as Vector[]).map(({ page, src, base, urlId }) => [page, src, base ?? null, urlId]);
  const hash = new Bun.CryptoHasher('sha256').update(JSON.stringify(named)).digest('hex');
  // New vectors go to a list of their own; changing one would rename pictures that people already talk about.
  expect(hash).toBe('6878ec291588c626b55d530a49572eb9ebb19494392e71e077c168d630485001');
});

test('U1: an address over 4096 characters asks for a urlId', () => {
  const room = 4096 - `${PAGE}#${PAGE}/`.length;
  expect(deriveUrlId(PAGE, `${PAGE}/${'a'.repeat(room)}`)).toHaveLength(4096);
  expect(deriveUrlId(PAGE, `${PAGE}/${'a'.repeat(room + 1)}`)).toBeNull();
});

test('U1: whatever the page and the picture, it is a urlId a server accepts, or null', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string()),
      fc.string({ unit: 'binary' }),
      (page, src) => {
        const urlId = deriveUrlId(page, src);
        expect(urlId === null || isUrlId(urlId)).toBe(true);
      },
    ),
  );
});

test('U1: deriving again from its own picture address changes nothing', () => {
  const address = fc.webUrl({ withQueryParameters: true, withFragments: true });
  fc.assert(
    fc.property(address, (src) => {
      const once = deriveUrlId(PAGE, src)?.slice(PAGE.length + 1) ?? '';
      expect(deriveUrlId(PAGE, once)).toBe(`${PAGE}#${once}`);
    }),
  );
});

test('U1: the order of parameters with different names does not matter', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(names, (parameters) => {
      const query = parameters.map((name) => `${name}=v`);
      expect(deriveUrlId(PAGE, `/a.png?${query.toReversed().join('&')}`)).toBe(
        deriveUrlId(PAGE, `/a.png?${query.join('&')}`),
      );
    }),
  );
});
