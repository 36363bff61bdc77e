import {
  type Challenge,
  MOST_PASSKEYS,
  type Passkey,
  type PasskeyAdded,
  type PasskeyRemoved,
  type PasskeyStore,
} from '../ports/passkeys.ts';

/** Passkeys and open challenges, kept in memory. */
export class MemoryPasskeys implements PasskeyStore {
  readonly #passkeys = new Map<string, Passkey>();
  readonly #challenges = new Map<string, Challenge>();
  readonly #hasPassword: (accountId: string) => boolean;

  constructor(hasPassword: (accountId: string) => boolean) {
    this.#hasPassword = hasPassword;
  }

  async find(id: string): Promise<Passkey | undefined> {
    return this.#passkeys.get(id);
  }

  async of(accountId: string): Promise<readonly Passkey[]> {
    return [...this.#passkeys.values()]
      .filter((passkey) => passkey.accountId === accountId)
      .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  async add(passkey: Passkey): Promise<PasskeyAdded> {
    if (this.#passkeys.has(passkey.id)) return 'taken';
    const own = [...this.#passkeys.values()].filter(({ accountId }) => accountId === passkey.accountId);
    if (own.length >= MOST_PASSKEYS) return 'full';
    this.#passkeys.set(passkey.id, passkey);
    return 'added';
  }

  async rename(accountId: string, id: string, name: string): Promise<boolean> {
    const passkey = this.#passkeys.get(id);
    if (passkey?.accountId !== accountId) return false;
    this.#passkeys.set(id, { ...passkey, name });
    return true;
  }

  async use(id: string, counter: number, at: number): Promise<boolean> {
    const passkey = this.#passkeys.get(id);
    if (!passkey || !(counter > passkey.counter || (counter === 0 && passkey.counter === 0))) return false;
    this.#passkeys.set(id, { ...passkey, counter, usedAt: at });
    return true;
  }

  async remove(accountId: string, id: string): Promise<PasskeyRemoved> {
    const own = [...this.#passkeys.values()].filter((passkey) => passkey.accountId === accountId);
    if (own.every((passkey) => passkey.id !== id)) return 'gone';
    if (own.length === 1 && !this.#hasPassword(accountId)) return 'last';
    this.#passkeys.delete(id);
    return 'removed';
  }

  async addChallenge(challenge: Challenge): Promise<void> {
    for (const { expiresAt, hash } of this.#challenges.values())
      if (expiresAt <= challenge.createdAt) this.#challenges.delete(hash);
    this.#challenges.set(challenge.hash, challenge);
  }

  async takeChallenge(hash: string, now: number): Promise<Challenge | undefined> {
    const challenge = this.#challenges.get(hash);
    this.#challenges.delete(hash);
    return challenge && challenge.expiresAt > now ? challenge : undefined;
  }
}
