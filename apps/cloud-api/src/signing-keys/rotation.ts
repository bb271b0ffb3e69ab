/** A key signs for so long before the next one takes over. */
const signsForMs = 30 * 86_400_000;
/** Published for so long before it signs: longer than anybody keeps the published keys. */
export const announcedMs = 900_000;
/** Longer than a token lives: what the last key signed is good until it ends. */
const keptMs = 900_000;

interface Dated {
  readonly signsFrom: Date;
}

export interface RotationPlan<Key> {
  /** Null where there is no key, or none that may sign yet. */
  readonly signing: Key | null;
  readonly verifying: readonly Key[];
  /** When a key that is to be made now begins to sign; null where none is needed. */
  readonly next: Date | null;
}

/** What to do with the keys of a purpose, `keys` in the order in which they sign. */
export function plan<Key extends Dated>(keys: readonly Key[], now: number): RotationPlan<Key> {
  const signing = keys.findLast((key) => key.signsFrom.getTime() <= now) ?? null;
  const verifying = keys.filter((_, index) => {
    const successor = keys[index + 1];
    return successor === undefined || successor.signsFrom.getTime() + keptMs > now;
  });
  if (!signing) return { signing, verifying, next: new Date(now) };
  const isLast = signing === keys.at(-1);
  const isDue = signing.signsFrom.getTime() + signsForMs - announcedMs <= now;
  return { signing, verifying, next: isLast && isDue ? new Date(now + announcedMs) : null };
}
