/** Builds the React and the Vue example into `examples/dist`, from the packages as they are published: run with Bun. */
import { join } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';
import { root } from './lib/repo.ts';

const EXAMPLES = { react: 'main.tsx', vue: 'main.ts' } as const;
const out = join(root, 'examples/dist');

for (const [name, entry] of Object.entries(EXAMPLES)) {
  await build({
    configFile: false,
    root: join(root, 'examples', name),
    logLevel: 'warn',
    base: './',
    // As for a visitor, whoever builds it.
    oxc: { jsx: { runtime: 'automatic', importSource: 'react', development: false } },
    plugins: [vue({ isProduction: true, template: { transformAssetUrls: false } })],
    resolve: {
      alias: ['widget', 'react', 'vue'].map((it) => ({
        find: `@imagechat/${it}`,
        replacement: join(root, 'dist/npm', it, 'image-chat.js'),
      })),
    },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      target: 'es2022',
      outDir: join(out, name),
      emptyOutDir: true,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        checks: { pluginTimings: false },
        input: join(root, 'examples', name, entry),
        output: { entryFileNames: 'main.js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
  console.log(`The ${name} example is in examples/dist/${name}`);
}
