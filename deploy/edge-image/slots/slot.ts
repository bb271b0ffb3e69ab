/** A card has firmware, kernel and root twice; one of the two starts, the other one takes what is new. */
export const slots = ['a', 'b'] as const;
export type Slot = (typeof slots)[number];

export function isSlot(text: unknown): text is Slot {
  return text === 'a' || text === 'b';
}

export function otherSlot(slot: Slot): Slot {
  return slot === 'a' ? 'b' : 'a';
}

/** Numbers on the card: what the Pi's firmware reads, and the root (docs/edge-image.md). */
export const bootPartition = { a: 2, b: 3 } as const satisfies Record<Slot, number>;
export const rootPartition = { a: 5, b: 6 } as const satisfies Record<Slot, number>;

export function bootLabel(slot: Slot): string {
  return `EYRIE-${slot.toUpperCase()}`;
}

export function rootLabel(slot: Slot): string {
  return `eyrie-root-${slot}`;
}
