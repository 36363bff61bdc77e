import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { citations, untrueCitations } from './cited-tests.ts';
import { root } from './repo.ts';

test('every test that docs/SECURITY.md names is there, under that title', async () => {
  const document = await Bun.file(join(root, 'docs/SECURITY.md')).text();
  expect(citations(document).length).toBeGreaterThan(20);
  expect(await untrueCitations(document)).toEqual([]);
});

test('a file or a title that is not there is told', async () => {
  const document =
    'See `scripts/lib/cited-tests.test.ts`: *a file or a title that is not there is told*, `no.test.ts`: *x* and `scripts/lib/counts.test.ts`: *dancing*.';
  expect(await untrueCitations(document)).toEqual([
    'no.test.ts is not there',
    'scripts/lib/counts.test.ts has no test "dancing"',
  ]);
});
