/** Who hears a topic: how many sockets, by the site of their page, which is how their usage is counted (M1). */
export class Audience {
  readonly #bySite = new Map<string, number>();
  #size = 0;

  /** How many in all. */
  get size(): number {
    return this.#size;
  }

  /** How many by site; sites without anyone are not in it. */
  get bySite(): ReadonlyMap<string, number> {
    return this.#bySite;
  }

  /** One more on this site. */
  add(site: string): void {
    this.#size++;
    this.#bySite.set(site, (this.#bySite.get(site) ?? 0) + 1);
  }

  /** One less on this site; it must have been added. */
  remove(site: string): void {
    this.#size--;
    const rest = (this.#bySite.get(site) ?? 1) - 1;
    if (rest > 0) this.#bySite.set(site, rest);
    else this.#bySite.delete(site);
  }
}
