/** True when two pieces of plain data hold the same values: lets entries of a view keep their identity. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false;
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => same(left[name], right[name]));
}

/** `next`, or `before` when it says the same. */
export function kept<Value>(before: Value | undefined, next: Value): Value {
  return before !== undefined && same(before, next) ? before : next;
}
