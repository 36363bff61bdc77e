import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { permissionTable, withPermissionTable } from './permission-table.ts';
import { root } from './repo.ts';

test('docs/SECURITY.md holds the permission table of the code; "npm run permissions" writes it', async () => {
  const document = await Bun.file(join(root, 'docs/SECURITY.md')).text();
  expect(withPermissionTable(document)).toBe(document);
});

test('the table says for every kind what it may do, and what settings take away', () => {
  const table = permissionTable();
  expect(table).toContain('| `delete-conversation` | own | own | any | any | any |');
  expect(table).toContain('| `privateImages = true` | visitor | everything |');
  expect(table).toContain('| `ban` | – | – | yes | yes | yes |');
});

test('a document without a place for it is a mistake', () => {
  expect(() => withPermissionTable('# Security')).toThrow('has no place');
});
