/** What can be in a bag; the bag alone writes its place. */
export interface Bagged {
  place: number;
}

/**
 * Items that come and go by the thousand, in no order. Not a Set: V8 lets an outgrown table of a Set lead to the next
 * one, so that what came and went lives until all of the heap is collected. That was a quarter of the time of a call.
 */
export class Bag<Item extends Bagged> {
  readonly #items: Item[] = [];

  add(item: Item): void {
    item.place = this.#items.push(item) - 1;
  }

  /** Takes out an item that is in this bag; any other stays where it is. */
  delete(item: Item): void {
    if (this.#items[item.place] !== item) return;
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    this.#items[item.place] = last;
    last.place = item.place;
  }

  /** What is in it now; it may change while this is gone through. */
  all(): readonly Item[] {
    return [...this.#items];
  }
}
