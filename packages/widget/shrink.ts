/** Makes files of the build small (docs/decisions/0013 and 0019). */
import { minifySync } from 'rolldown/experimental';
import { minify } from 'terser';
import { ALSO_PLATFORM } from './short-names.ts';

const COMPRESS = {
  passes: 2,
  keep_fargs: false,
  pure_getters: true,
  unsafe: true,
  unsafe_arrows: true,
  unsafe_comps: true,
  unsafe_methods: true,
} as const;

/**
 * Two tools in turn, since each leaves something to the other. The second knows what names the platform has and keeps them, so those that
 * are ours as well are shortened by the first.
 * @param names what names of properties become
 * @returns makes a script or module of the build small where it lies; its name and its map stay
 */
export function shrinker(
  names: ReadonlyMap<string, string>,
): (path: string, isModule: boolean) => Promise<void> {
  const inFirst = Object.fromEntries([...names].filter(([name]) => ALSO_PLATFORM.has(name)));
  const inSecond = Object.fromEntries([...names].map(([name, short]) => [`$${name}`, short]));
  return async (path, isModule) => {
    const options = { module: isModule, toplevel: true, ecma: 2020, compress: COMPRESS } as const;
    const tidy = await minify(await Bun.file(path).text(), {
      ...options,
      mangle: false,
      sourceMap: { content: await Bun.file(`${path}.map`).text() },
    });
    const close = minifySync(path, tidy.code ?? '', {
      module: isModule,
      compress: { target: 'es2022' },
      mangle: { toplevel: true },
      mangleProps: { include: new RegExp(`^(?:${Object.keys(inFirst).join('|')})$`), cache: inFirst },
      sourcemap: true,
      inputMap: JSON.parse(String(tidy.map)),
    });
    if (close.errors.length > 0) throw new Error(`${path}: ${close.errors[0]?.message}`);
    const { code, map } = await minify(close.code, {
      ...options,
      mangle: { properties: { keep_quoted: true, only_cache: true } as object },
      nameCache: { props: { props: { ...inSecond } } },
      // The server says in a header where the map is; the words for it in every file would be bytes for every visitor.
      sourceMap: { content: JSON.stringify(close.map) },
    });
    if (!code) throw new Error(`Nothing is left of ${path}`);
    await Bun.write(path, code);
    await Bun.write(`${path}.map`, String(map));
  };
}
