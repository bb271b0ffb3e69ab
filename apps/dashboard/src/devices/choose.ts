import { bulkItemsMax } from '@eyrie/contracts';

/** With the devices as well, or without them; no more than one request can be about. */
export function choose(
  chosen: ReadonlySet<string>,
  ids: readonly string[],
  isWanted: boolean,
): ReadonlySet<string> {
  const next = new Set(chosen);
  for (const id of ids) {
    if (!isWanted) next.delete(id);
    else if (next.size < bulkItemsMax) next.add(id);
  }
  return next;
}
