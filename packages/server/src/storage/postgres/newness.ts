/** Groups that are looked up after something was there already that a group brought as new: who says one thing twice may do so again at once. */
const WARY_GROUPS = 32;

/**
 * Whether ids that a group makes, and what it asks for, are taken to be new. They nearly always are, and that they are not the database says by itself: each stands in a unique
 * index. Looking them up first would cost as much as writing a third of them.
 */
export class Newness {
  #wary = 0;

  /** Says it of the group that begins. */
  ofGroup(): boolean {
    if (this.#wary === 0) return true;
    this.#wary--;
    return false;
  }

  /** Something was not new. */
  mistaken(): void {
    this.#wary = WARY_GROUPS;
  }
}
