import type { Given } from './config.ts';
import { optionKinds } from './option-kinds.ts';

/** One sentence for every wrong value of a configuration, with what it should be. Unknown keys are tolerated. */
export function advise(given: Given): string[] {
  return Object.entries(optionKinds()).flatMap(([key, [, words, accept]]) => {
    const value = given[key] ?? undefined;
    if (value === undefined || accept(value) !== undefined) return [];
    return `Image Chat: ${key} should be ${words}, not ${shown(value)}. The default is used.`;
  });
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `"${value.slice(0, 60)}"` : String(value).slice(0, 60);
}
