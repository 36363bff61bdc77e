/** `npm run permissions`: writes the permission table of the code into docs/SECURITY.md. */
import { join } from 'node:path';
import { withPermissionTable } from './lib/permission-table.ts';
import { root } from './lib/repo.ts';

const path = join(root, 'docs/SECURITY.md');
await Bun.write(path, withPermissionTable(await Bun.file(path).text()));
