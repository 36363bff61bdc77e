import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type UserConfig, defineConfig } from 'vite';
import { fromEmbed, receiving } from './from-embed.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const common: UserConfig['build'] = {
  target: 'es2022',
  cssTarget: ['chrome111', 'edge111', 'firefox115', 'safari16.4'],
  outDir: here('./dist'),
  // What is made small here is the styles; the rest is shrink.ts's.
  minify: false,
  cssMinify: true,
  modulePreload: false,
  sourcemap: true,
  copyPublicDir: false,
  reportCompressedSize: false,
};

/** What is in all the languages together, in eight letters: with one name's hash each, the file that lists them would be a third larger. */
const WORDS = (() => {
  const folder = here('./src/text/locales/');
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(folder + file));
  return hash.digest('base64url').slice(0, 8);
})();

/** We name colours for light and dark ourselves, so nothing has to stand in for `light-dark()`: this is `Features.LightDark`. */
const css: NonNullable<UserConfig['css']> = { lightningcss: { exclude: 1 << 20 } };

/** Tags become calls of our own (src/ui). */
const jsx = {
  oxc: { jsx: { runtime: 'automatic', importSource: '@imagechat/widget/ui', development: false } },
} as const;

/** Imports on demand stay what they are; elsewhere Vite adds a loader of its own, which looks for a document and for style sheets. */
const asLibrary: UserConfig['build'] = { lib: { entry: here('./src/image-chat.ts'), formats: ['es'] } };

/**
 * What is loaded on demand: modules whose names change with their content. What one of them imports in its turn becomes a file of its own
 * that takes what both use from the first, so that there is one copy of the signals.
 */
const PARTS: Readonly<Record<string, string>> = {
  windows: './src/window/mount-windows.tsx',
  stream: './src/browser-stream.ts',
  seldom: './src/seldom.ts',
  locales: './src/text/locales.ts',
};

/** Those that take what the embed has from the embed. */
const RECEIVERS = new Set(['windows', 'stream', 'seldom']);

function part(name: string, input: string): UserConfig {
  return {
    root: here('.'),
    css,
    ...jsx,
    plugins: RECEIVERS.has(name) ? [fromEmbed()] : [],
    build: {
      ...common,
      ...asLibrary,
      emptyOutDir: false,
      rolldownOptions: {
        checks: { pluginTimings: false },
        input: { [name]: RECEIVERS.has(name) ? receiving(here(input)) : here(input) },
        preserveEntrySignatures: 'allow-extension',
        output: {
          format: 'es',
          entryFileNames: '[name]-[hash].js',
          chunkFileNames: name === 'locales' ? `locale-[name]-${WORDS}.js` : '[name]-[hash].js',
        },
      },
    },
  };
}

/** The embed: one classic script without a library. The build says what the other files are called. */
const embed: UserConfig = {
  root: here('.'),
  css,
  build: {
    ...common,
    emptyOutDir: false,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: here('./src/embed.ts'),
      output: { format: 'iife', entryFileNames: 'embed-image-chat.min.js', codeSplitting: false },
    },
  },
};

export default defineConfig(({ mode }) => {
  const input = PARTS[mode];
  return input === undefined ? embed : part(mode, input);
});
