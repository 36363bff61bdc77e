import type { Mutator } from './mutator.ts';

/** Something that reads input from outside. */
export interface Target {
  readonly name: string;
  /** Its share of all inputs. */
  readonly share: number;
  /** An input to try; plain data, so that it can be kept. */
  make(mutator: Mutator): unknown;
  /**
   * Tries an input.
   * @returns the answers, one for each input in it, to be counted
   * @throws when what reads it misbehaves
   */
  run(input: unknown): readonly string[] | Promise<readonly string[]>;
  /** Lets go of what it holds. */
  close?(): Promise<void>;
}

/** A target whose inputs are of one kind. `run` is only ever given what `make` made, or what was kept of it. */
export function target<Input>(parts: {
  readonly name: string;
  readonly share: number;
  make(mutator: Mutator): Input;
  run(input: Input): readonly string[] | Promise<readonly string[]>;
  close?(): Promise<void>;
}): Target {
  const { close, make, name, run, share } = parts;
  return { name, share, make, run: (input) => run(input as Input), ...(close ? { close } : {}) };
}

/** Throws with what it says unless it is true. */
export function must(truth: boolean, says: () => string): asserts truth {
  if (!truth) throw new Error(says());
}
