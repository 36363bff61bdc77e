/** Proves that all files of the build call a thing by one name: one that is short in one file and long in another is not found any more. */
import { parseSync } from 'rolldown/experimental';

/**
 * Looks for names that were shortened in some of the files only.
 * @param names what names of properties become
 * @param codes the files' scripts as visitors get them, by their names
 * @returns a sentence for each name that differs
 */
export function differingNames(
  names: ReadonlyMap<string, string>,
  codes: Readonly<Record<string, string>>,
): string[] {
  const used = new Map(Object.entries(codes).map(([file, code]) => [file, propertiesOf(file, code)]));
  const filesWith = (name: string): string[] =>
    [...used].filter(([, properties]) => properties.has(name)).map(([file]) => file);
  return [...names].flatMap(([name, short]) => {
    const [asLong, asShort] = [filesWith(name), filesWith(short)];
    if (name === short || asLong.length === 0 || asShort.length === 0) return [];
    return [`${name} is still ${name} in ${asLong.join(', ')} and ${short} in ${asShort.join(', ')}`];
  });
}

/** Every name of a property that a script reads, writes or declares without quoting it. */
function propertiesOf(file: string, code: string): Set<string> {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { key, property, computed } = node as Record<'key' | 'property' | 'computed', unknown>;
    const { type, name } = (key ?? property ?? {}) as { readonly type?: unknown; readonly name?: unknown };
    // Private names are each file's own business.
    if (type === 'Identifier' && computed !== true && typeof name === 'string') found.add(name);
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseSync(file, code).program);
  return found;
}
