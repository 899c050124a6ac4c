/**
 * The number of edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`,
 * or `limit + 1` once it is certain to be above `limit`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    if (Math.min(...row) > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return Math.min(last[b.length] ?? 0, limit + 1);
}

/** How many edits still count as a slip in a name of this length: two, but fewer where names are short. */
const slipsIn = (name: string) => (name.length <= 2 ? 0 : name.length <= 4 ? 1 : 2);

/** The known name that an unknown key is a slip of, if any. */
export function slipOf(key: string, known: readonly string[]): string | undefined {
  // The longest name that could be meant decides; anything longer than all names is a name of its own.
  const [best] = known
    .map((name) => ({ name, distance: editDistance(key, name, 2) }))
    .filter(({ name, distance }) => distance <= Math.min(slipsIn(key), slipsIn(name)))
    .sort((a, b) => a.distance - b.distance);
  return best?.name;
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
