/**
 * What browsers and Bun both give and `url-id.ts` uses of it, for this package's own compilation, which knows neither's
 * types. A declaration of the same shape as DOM's, so nothing that compiles here fails there.
 */
declare class URL {
  constructor(url: string, base?: string);
  readonly protocol: string;
  readonly host: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}
