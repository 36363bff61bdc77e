#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { endLike, runBun } from './bun-binary.mjs';

const args = process.argv.slice(2);
const file = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const build = file('../../../scripts/build.ts');

// In a checkout, what runs and what is served is built from source first; an installed package brings it built.
const built = existsSync(build)
  ? await runBun([build, '--quiet', ...(args[0] === 'start' ? [] : ['--only', 'server'])])
  : { code: 0, signal: null };
endLike(built.code === 0 ? await runBun([file('../dist/main.js'), ...args]) : built);
