/** Holds passwords against their hashes, one after the other: each takes 19 MB and tens of ms, on purpose. */
export class Passwords {
  #last: Promise<unknown> = Promise.resolve();
  #nobody: Promise<string> | undefined;

  /** Argon2id (RFC 9106) with what OWASP's password storage cheat sheet asks for, 19 MiB and two passes, as a PHC string. */
  hash(password: string): Promise<string> {
    return this.#inTurn(() =>
      Bun.password.hash(password, { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 }),
    );
  }

  /** True when the password is the hash's. Without a hash the answer takes as long, so that it does not tell who has an account. */
  async fits(password: string, hash: string | undefined): Promise<boolean> {
    this.#nobody ??= this.hash(crypto.randomUUID());
    const against = hash ?? (await this.#nobody);
    const fits = await this.#inTurn(() => Bun.password.verify(password, against));
    return fits && hash !== undefined;
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
