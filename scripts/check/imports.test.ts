import { expect, test } from 'bun:test';
import { type Manifest, moduleGraph } from '../lib/module-graph.ts';
import { importProblems } from './imports.ts';

const anywhere = { './*': './src/*.ts' };
const manifests = new Map<string, Manifest>([
  ['', { devDependencies: { 'fast-check': '1' } }],
  ['packages/protocol', { exports: anywhere, dependencies: { valibot: '1' } }],
  ['packages/core', { exports: anywhere, dependencies: { '@imagechat/protocol': '*' } }],
  ['packages/client', { exports: anywhere, dependencies: { '@imagechat/protocol': '*' } }],
  ['packages/server', { exports: anywhere, dependencies: { '@imagechat/core': '*', hono: '1' } }],
]);

const BASE = {
  'packages/protocol/src/ids.ts': '',
  'packages/protocol/src/schemas/ids.ts': "import * as v from 'valibot'; import '../ids.ts';",
  'packages/core/src/hub.ts': "import type { Id } from '@imagechat/protocol/ids';",
  'packages/core/src/testing/clock.ts': "import { test } from 'bun:test';",
  'packages/core/src/hub.test.ts': "import './testing/clock.ts'; import fc from 'fast-check';",
};

/** The problems of one file added to a workspace in which all is well. */
function problemsOf(path: string, text: string): string[] {
  const files = Object.entries({ ...BASE, [path]: text }).map(([name, content]) => ({
    path: name,
    text: content,
  }));
  return importProblems(moduleGraph(files, manifests), manifests);
}

test('a workspace in order has no problems', () => {
  expect(
    problemsOf(
      'packages/server/src/main.ts',
      "import { hub } from '@imagechat/core/hub'; import 'hono'; import 'bun:sqlite';",
    ),
  ).toEqual([]);
  expect(problemsOf('examples/react/app.tsx', "import 'react';")).toEqual([]);
});

test.each([
  [
    'packages/protocol/src/a.ts',
    "import type { Hub } from '@imagechat/core/hub';",
    'protocol may import none of our packages, not core',
  ],
  [
    'packages/client/src/a.ts',
    "import { Hub } from '@imagechat/core/hub';",
    'client may import protocol, not core',
  ],
  ['packages/core/src/a.ts', "\nexport type { Id } from '@imagechat/protocol/nothing';", 'no such file'],
  [
    'packages/server/src/a.ts',
    "import '@imagechat/protocol/ids';",
    'not declared in packages/server/package.json',
  ],
  ['packages/core/src/a.ts', "import 'hono';", 'not declared in packages/core/package.json'],
  ['packages/core/src/a.ts', "import 'fast-check';", 'not declared in packages/core/package.json'],
  ['scripts/a.ts', "import 'hono';", 'not declared in package.json'],
  [
    'packages/core/src/a.ts',
    "import '../../protocol/src/ids.ts';",
    'a package is left only by the name of another package',
  ],
  ['packages/core/src/a.ts', "import './testing/clock.ts';", 'this exists for tests only'],
  ['packages/core/src/a.ts', "import './hub.test.ts';", 'this exists for tests only'],
  ['e2e/a.test.ts', "import '../packages/core/src/hub.test.ts';", 'nothing imports a test'],
  [
    'packages/core/src/a.ts',
    "import 'node:fs';",
    'core runs anywhere, so what Node or Bun give comes in as an argument',
  ],
  [
    'packages/client/src/a.ts',
    "type A = import('@imagechat/protocol/schemas/ids').A;",
    'schemas are for the server',
  ],
  ['packages/protocol/src/a.ts', "import type { B } from './schemas/ids.ts';", 'schemas are for the server'],
  ['packages/protocol/src/a.ts', "import 'valibot';", 'validators are for the server'],
  [
    'packages/extra/src/a.ts',
    "import '@imagechat/protocol/ids';",
    'packages/extra has no line in the table of allowed directions',
  ],
])('objects to %s with %s', (path, text, problem) => {
  const line = text.startsWith('\n') ? 2 : 1;
  expect(problemsOf(path, text)).toEqual([
    expect.stringMatching(new RegExp(`^${path}:${line} imports \\S+: ${problem}$`)),
  ]);
});

test('finds knots of files, type-only imports included', () => {
  const files = [
    { path: 'packages/core/src/a.ts', text: "import './b.ts';" },
    { path: 'packages/core/src/b.ts', text: "import type { C } from './c';" },
    { path: 'packages/core/src/c.ts', text: "export * from './a.ts'; import './d.ts';" },
    { path: 'packages/core/src/d.ts', text: "import './e.ts'; import './d.ts';" },
    { path: 'packages/core/src/e.ts', text: '' },
  ];
  expect(importProblems(moduleGraph(files, manifests), manifests)).toEqual([
    'These files import one another:\n  packages/core/src/d.ts',
    'These files import one another:\n  packages/core/src/a.ts\n  packages/core/src/b.ts\n  packages/core/src/c.ts',
  ]);
});
