/** The names nearest to what was typed, for "did you mean"; none where nothing is near. */
export function nearest(typed: string, names: readonly string[]): string[] {
  const wanted = typed.toLowerCase();
  const most = Math.max(1, Math.floor(wanted.length / 3));
  const near = names
    .map((name) => ({ name, far: distance(wanted, name.toLowerCase(), most) }))
    .filter(({ name, far }) => far <= most || name.toLowerCase().startsWith(wanted));
  near.sort((left, right) => left.far - right.far);
  return near.slice(0, 3).map(({ name }) => name);
}

/** ` Did you mean "Ridge"?`, or nothing. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const found = nearest(typed, names).map((name) => `"${name}"`);
  return found.length === 0 ? '' : ` Did you mean ${found.join(' or ')}?`;
}

/** Letters to change, add, leave out or swap (Damerau and Levenshtein); anything over `most` is `most + 1`. */
function distance(left: string, right: string, most: number): number {
  if (Math.abs(left.length - right.length) > most) return most + 1;
  let [before, last]: [number[], number[]] = [
    [],
    Array.from({ length: right.length + 1 }, (_, place) => place),
  ];
  for (let row = 1; row <= left.length; row += 1) {
    const next = [row];
    for (let place = 1; place <= right.length; place += 1) {
      const same = left[row - 1] === right[place - 1] ? 0 : 1;
      const swapped =
        row > 1 &&
        place > 1 &&
        left[row - 1] === right[place - 2] &&
        left[row - 2] === right[place - 1]
          ? (before[place - 2] ?? 0) + 1
          : Infinity;
      const [above, aside, across] = [last[place] ?? 0, next[place - 1] ?? 0, last[place - 1] ?? 0];
      next.push(Math.min(above + 1, aside + 1, across + same, swapped));
    }
    [before, last] = [last, next];
  }
  return last[right.length] ?? most + 1;
}
