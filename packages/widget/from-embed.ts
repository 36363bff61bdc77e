/** In files other than the embed, lets what the embed hands them stand for the modules it has (docs/decisions/0019). */
import { fileURLToPath } from 'node:url';
import { parseSync } from 'rolldown/experimental';
import type { Plugin } from 'vite';

const SHARED = fileURLToPath(new URL('src/shared.ts', import.meta.url));
const HANDED = '\0handed';
const ENTRY = '\0entry:';

/** Names of the input that `fromEmbed` makes of a module: all that the module exports, and `receive`, which is called with the shared things. */
export function receiving(module: string): string {
  return ENTRY + module;
}

/** The plugin. */
export function fromEmbed(): Plugin {
  const names = new Map<string, readonly string[]>();
  let order: readonly string[] = [];
  return {
    name: 'from-embed',
    enforce: 'pre',
    async buildStart() {
      const source = await Bun.file(SHARED).text();
      const { module } = parseSync(SHARED, source);
      for (const { moduleRequest, entries } of module.staticImports) {
        const found = await this.resolve(moduleRequest.value, SHARED);
        if (found)
          names.set(
            found.id,
            entries.map(({ localName }) => localName.value),
          );
      }
      order = (/= \[([^\]]*)\]/.exec(source)?.[1] ?? '').match(/\w+/g) ?? [];
    },
    resolveId: (id) => (id === HANDED || id.startsWith(ENTRY) ? id : undefined),
    load(id) {
      if (id === HANDED) return handed(order);
      if (id.startsWith(ENTRY))
        return `export * from '${id.slice(ENTRY.length)}';\nexport { receive } from '${HANDED}';`;
      const its = names.get(id);
      return its && `export { ${its.join(', ')} } from '${HANDED}';`;
    },
  };
}

/** One assignment for each, so that what a file does not use can be left out. */
function handed(names: readonly string[]): string {
  return `export let ${names.join(', ')};
export function receive(shared) {
${names.map((name, index) => `  ${name} = shared[${index}];`).join('\n')}
}`;
}
