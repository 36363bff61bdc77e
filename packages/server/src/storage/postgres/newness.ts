/** Groups that are looked up after the database refused one in which something was not new: who says one thing twice may do so again at once. */
const WARY_GROUPS = 32;

/**
 * Whether ids that a group makes, and what it asks for, are taken to be new. They nearly always are, and that they are not the database says by itself: each stands in a unique
 * index. Looking them up first was a quarter of all that Postgres had to do.
 */
export class Newness {
  #wary = 0;

  /** Says it of the group that begins. */
  ofGroup(): boolean {
    if (this.#wary === 0) return true;
    this.#wary--;
    return false;
  }

  /** The database refused a group: something in it was not new. */
  mistaken(): void {
    this.#wary = WARY_GROUPS;
  }
}
