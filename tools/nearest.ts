/**
 * The number of edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`,
 * or `limit + 1` once it is certain to be above `limit`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  const above = limit + 1;
  if (Math.abs(a.length - b.length) > limit) return above;
  // What both begin with needs no edit; most keys differ from a name at once, and little is left to do.
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const columns = b.length - start;

  let beforeLast: number[] = [];
  let last: number[] = [];
  for (let j = 0; j <= columns; j++) last.push(j);
  for (let i = 1; start + i <= a.length; i++) {
    // Farther from the diagonal than the limit each way costs more than it.
    const from = Math.max(1, i - limit);
    const to = Math.min(columns, i + limit);
    const here = a.charCodeAt(start + i - 1);
    const row: number[] = from === 1 ? [i] : new Array<number>(from).fill(above);
    let least = from === 1 ? i : above;
    for (let j = from; j <= to; j++) {
      const there = b.charCodeAt(start + j - 1);
      let cost = Math.min((last[j] ?? above) + 1, (row[j - 1] ?? above) + 1);
      cost = Math.min(cost, (last[j - 1] ?? above) + (here === there ? 0 : 1));
      if (i > 1 && j > 1 && here === b.charCodeAt(start + j - 2) && a.charCodeAt(start + i - 2) === there)
        cost = Math.min(cost, (beforeLast[j - 2] ?? above) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return above;
    beforeLast = last;
    last = row;
  }
  return Math.min(last[columns] ?? above, above);
}

/** How many edits still count as a slip in a name of this length: two, but fewer where names are short. */
const slipsIn = (name: string) => (name.length <= 2 ? 0 : name.length <= 4 ? 1 : 2);

/** The known name that an unknown key is a slip of, if any. */
export function slipOf(key: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const most = Math.min(slipsIn(key), slipsIn(name), least - 1);
    const distance = editDistance(key, name, most);
    if (distance > most) continue;
    best = name;
    least = distance;
  }
  return best;
}

/** The known names most like `name`, best first: at most `count`, none that is nothing like it. */
export function nearest(name: string, known: readonly string[], count = 1): string[] {
  const wanted = name.slice(0, 100).toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  return known
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase(), limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}
