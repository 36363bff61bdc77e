/** Says which names of properties the build may shorten, and to what (docs/decisions/0019). */
import { fileURLToPath } from 'node:url';
import { parseSync } from 'rolldown/experimental';

/** A node of the syntax tree, as far as we look. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const packages = fileURLToPath(new URL('..', import.meta.url));

/** What is declared here is seen elsewhere: on the wire, by pages, in translations, in names of files, in what the browser keeps. */
const SEEN =
  /^(?:protocol\/src\/|widget\/src\/(?:public\.ts|chunks\.ts|text\/|window\/kept-drafts\.ts)|client\/src\/login-offer\.ts)/;
/** What the dashboard alone says to the server: no file of the widget hears of it. */
const DASHBOARDS = /^protocol\/src\/(?:dashboard[\w-]*|moderation|exchange)\.ts$/;
const MEMBERS = /^(?:TSPropertySignature|TSMethodSignature|PropertyDefinition|MethodDefinition)$/;
/** Letters as often as small code has them, so that a packer finds them again. */
const LETTERS = 'etirnasolcdhupmfgvbwykxjqzETIRNASOLCDHUPMFGVBWYKXJQZ';

/** Names of ours that objects of the platform have as well, of which we never touch those. */
export const ALSO_PLATFORM = new Set(
  (
    'border changed connection draw drop element emit end ended image link lost mark node opened pressed put reconnect refresh release ' +
    'request session show sources state stop sync take touched view wake watch write'
  ).split(' '),
);

/**
 * Names of properties that nobody but the files of the widget ever sees, and what they become: the same in all the files. They are the
 * members that sources of the widget and the client declare of their own classes and types, without all that somebody else might read or
 * write: what is declared for the wire, for pages and for translations, attributes, and whatever stands anywhere as text or in an object
 * whose keys are looked at. Names of the platform are Terser's to keep.
 */
export async function shortNames(): Promise<Map<string, string>> {
  const declared = new Set<string>();
  const seen = new Set<string>();
  const uses = new Map<string, number>();
  for (const path of new Bun.Glob('{protocol,widget,client}/src/**/*.{ts,tsx}').scanSync(packages)) {
    if (/\.test\.tsx?$|\/testing\/|\/locales\//.test(path) || DASHBOARDS.test(path)) continue;
    const program = parseSync(path, await Bun.file(packages + path).text()).program;
    walk(program, (node, parents) => {
      collect(node, parents, SEEN.test(path) ? seen : declared, seen);
      const name = nameOf(node.key ?? (node.computed ? undefined : node.property));
      if (name) uses.set(name, (uses.get(name) ?? 0) + 1);
    });
  }
  const isOurs = (name: string): boolean => declared.has(name) && !seen.has(name);
  const most = [...uses].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name]) => name);
  // Also not what is in the table itself: a name that the platform has, too, stays as it is.
  const short = newNames(new Set(most));
  return new Map(most.filter(isOurs).map((name) => [name, short.next().value ?? name]));
}

/** One letter, then two, without those that something else is called. */
function* newNames(taken: ReadonlySet<string>): Generator<string, undefined> {
  for (const first of ['', ...LETTERS])
    for (const last of LETTERS) if (!taken.has(first + last)) yield first + last;
  return undefined;
}

/** Puts the name of a declared member into one set, and names that somebody may know by their text into the other. */
function collect(node: Node, parents: readonly Node[], declared: Set<string>, seen: Set<string>): void {
  const key = nameOf(node.key);
  if (key && MEMBERS.test(node.type)) (isForeign(parents) ? seen : declared).add(key);
  if (node.type === 'Literal' && typeof node.value === 'string' && parents.at(-1)?.type !== 'TSLiteralType')
    for (const text of [node.value, ...node.value.split(/[{}]/)]) seen.add(text);
  if (node.type === 'JSXAttribute' && isElement(parents.at(-1))) seen.add(nameOf(node.name) ?? '');
  if (parents.slice(-2).some(({ type }) => type.startsWith('Export'))) seen.add(nameOf(node.id) ?? '');
  if (key && node.type === 'Property' && parents.some(looksAtKeys)) seen.add(key);
}

/** What platform or page is said to have: `as { … }`, `declare`, and members of classes that extend the platform's. */
function isForeign(parents: readonly Node[]): boolean {
  return parents.some(
    ({ type, declare, superClass }) =>
      type === 'TSAsExpression' || declare === true || /^HTML/.test(nameOf(superClass) ?? ''),
  );
}

function isElement(tag: Node | undefined): boolean {
  return /^[a-z]/.test(nameOf(tag?.name) ?? '');
}

/** What is in `Object.entries({ … })` or `make('p', { … })`. */
function looksAtKeys({ type, callee }: Node): boolean {
  if (type !== 'CallExpression') return false;
  return nameOf(callee) === 'make' || nameOf((callee as Node).object) === 'Object';
}

function nameOf(node: unknown): string | undefined {
  const { name } = (node ?? {}) as { readonly name?: unknown };
  return typeof name === 'string' ? name : undefined;
}

function walk(
  node: unknown,
  visit: (node: Node, parents: readonly Node[]) => void,
  parents: Node[] = [],
): void {
  if (typeof node !== 'object' || node === null) return;
  const isNode = 'type' in node && typeof node.type === 'string';
  if (isNode) {
    visit(node as Node, parents);
    parents.push(node as Node);
  }
  for (const child of Object.values(node)) walk(child, visit, parents);
  if (isNode) parents.pop();
}
