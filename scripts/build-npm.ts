/** Builds what is published on npm into `dist/npm`, a folder for each package: run with Bun. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isolatedDeclarationSync } from 'rolldown/experimental';
import { build } from 'vite';
import { root } from './lib/repo.ts';

interface Published {
  readonly name: 'widget' | 'react' | 'vue';
  readonly description: string;
  /** Sources whose declarations are published, the entry first; paths without `.ts`, inside `src`. */
  readonly types: readonly [entry: string, ...others: string[]];
  readonly peers: Readonly<Record<string, string>>;
}

const VERSION = '0.1.0';

const PACKAGES: readonly Published[] = [
  {
    name: 'widget',
    description: 'Talk about a picture, right on the picture.',
    types: ['image-chat', 'public'],
    peers: {},
  },
  { name: 'react', description: 'Image Chat for React.', types: ['image-chat'], peers: { react: '>=18' } },
  { name: 'vue', description: 'Image Chat for Vue.', types: ['image-chat'], peers: { vue: '>=3.3' } },
];

for (const it of PACKAGES) {
  const out = join(root, 'dist/npm', it.name);
  await rm(out, { recursive: true, force: true });
  await bundle(it, out);
  for (const file of it.types) await Bun.write(join(out, `${file}.d.ts`), await declaration(it, file));
  await Bun.write(join(out, 'package.json'), `${JSON.stringify(manifest(it), null, 2)}\n`);
  await cp(join(root, 'packages', it.name, 'README.md'), join(out, 'README.md'));
  await cp(join(root, 'LICENSE'), join(out, 'LICENSE'));
  console.log(`@imagechat/${it.name} is in dist/npm/${it.name}`);
}

/** One ES module, and one more for each part that is imported on demand. */
async function bundle({ name, types: [entry], peers }: Published, out: string): Promise<void> {
  const source = join(root, 'packages', name, 'src');
  await build({
    configFile: false,
    root: join(root, 'packages', name),
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: '@imagechat/widget/ui', development: false } },
    // A module is not fetched by a script tag, so its parts are found in another way.
    resolve: { alias: [{ find: /^\.\.?\/chunks\.ts$/, replacement: join(source, 'chunks-of-module.ts') }] },
    build: {
      target: 'es2022',
      outDir: out,
      emptyOutDir: false,
      minify: false,
      reportCompressedSize: false,
      lib: { entry: join(source, `${entry}.ts`), formats: ['es'] },
      rolldownOptions: {
        checks: { pluginTimings: false },
        external: [...Object.keys(peers), ...(name === 'widget' ? [] : ['@imagechat/widget'])],
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
}

/** A source's exported types; what it imports is named as it is published. */
async function declaration({ name }: Published, file: string): Promise<string> {
  const path = join(root, 'packages', name, 'src', `${file}.ts`);
  const { code, errors } = isolatedDeclarationSync(path, await Bun.file(path).text());
  const [wrong] = errors;
  if (wrong) throw new Error(`${path}: ${wrong.message}`);
  return code.replaceAll(/from "(\.[^"]+)\.ts"/g, 'from "$1.js"');
}

function manifest({ name, description, types: [entry], peers }: Published): object {
  return {
    name: `@imagechat/${name}`,
    version: VERSION,
    description,
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    exports: { '.': { types: `./${entry}.d.ts`, default: `./${entry}.js` } },
    ...(name === 'widget' ? {} : { dependencies: { '@imagechat/widget': VERSION } }),
    ...(Object.keys(peers).length > 0 ? { peerDependencies: peers } : {}),
  };
}
