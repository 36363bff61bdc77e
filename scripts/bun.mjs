#!/usr/bin/env node
// Runs the Bun that npm installed: node scripts/bun.mjs <what bun would take>.
import { endLike, runBun } from '../packages/server/bin/bun-binary.mjs';

endLike(await runBun(process.argv.slice(2)));
