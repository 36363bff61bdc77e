/** What every engine gives and `markup/address.ts` uses of it, for this package's own compilation, which knows no engine's types. */
declare class URL {
  constructor(url: string, base?: string);
  readonly protocol: string;
  readonly host: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}
