/**
 * Which tasks are left after some filters: a byte for each place in the creation order. One filter after the other goes
 * over all of them; that takes a tenth of the time in which each task could be asked for all filters.
 */
export class Selection {
  readonly #marks: Uint8Array;

  /** All of so many tasks, or none of them. */
  constructor(length: number, mark: 0 | 1 = 1) {
    this.#marks = new Uint8Array(length).fill(mark);
  }

  /** Keeps those whose number in the column has a 1 in the table. */
  keepKinds(column: Uint8Array, table: Uint8Array): void {
    const marks = this.#marks;
    for (let seq = 0; seq < marks.length; seq += 1)
      marks[seq] = (marks[seq] ?? 0) & (table[column[seq] ?? 0] ?? 0);
  }

  keepEqual(column: Uint32Array, value: number): void {
    const marks = this.#marks;
    for (let seq = 0; seq < marks.length; seq += 1) if (column[seq] !== value) marks[seq] = 0;
  }

  /** Both ends are in the range; what is not a number is in none. */
  keepRange(column: Float64Array, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): void {
    const marks = this.#marks;
    for (let seq = 0; seq < marks.length; seq += 1) {
      const value = column[seq] ?? Number.NaN;
      if (!(value >= from && value <= to)) marks[seq] = 0;
    }
  }

  keepListed(seqs: readonly number[]): void {
    const listed = new Selection(this.#marks.length, 0);
    listed.add(seqs);
    this.keepSelected(listed);
  }

  keepSelected(other: Selection): void {
    const [marks, others] = [this.#marks, other.#marks];
    for (let seq = 0; seq < marks.length; seq += 1) marks[seq] = (marks[seq] ?? 0) & (others[seq] ?? 0);
  }

  add(seqs: readonly number[]): void {
    const marks = this.#marks;
    // An iterator takes three times as long for a hundred thousand.
    for (let index = 0; index < seqs.length; index += 1) {
      const seq = seqs[index];
      if (seq !== undefined) marks[seq] = 1;
    }
  }

  /** The places of the newest that were made before one of them, and how many there are in all. */
  newest(limit: number, before: number): { seqs: number[]; total: number; more: boolean } {
    const marks = this.#marks;
    const seqs: number[] = [];
    let total = 0;
    let more = false;
    for (let seq = marks.length - 1; seq >= 0; seq -= 1) {
      if (marks[seq] === 0) continue;
      total += 1;
      if (seq >= before) continue;
      if (seqs.length < limit) seqs.push(seq);
      else more = true;
    }
    return { seqs, total, more };
  }
}
