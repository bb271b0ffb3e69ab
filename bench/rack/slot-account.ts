/** What the cloud was told of one camera: frames by their slots, and slots without one. */
export interface CameraTold {
  readonly camera: string;
  readonly frameSlotsMs: readonly number[];
  readonly misses: readonly {
    readonly fromMs: number;
    readonly untilMs: number;
    readonly slots: number;
    readonly reason: string;
  }[];
}

export interface SlotAccount {
  readonly captured: number;
  readonly missed: Readonly<Record<string, number>>;
  /** Slots of which nothing was told. */
  readonly lost: number;
  /** Slots that were told of twice. */
  readonly doubled: number;
}

/** The account from each camera's first slot that was told of to its last; slots are multiples of the interval. */
export function accountOf(cameras: readonly CameraTold[], intervalMs: number): SlotAccount {
  const missed: Record<string, number> = {};
  let [captured, lost, doubled] = [0, 0, 0];
  for (const { frameSlotsMs, misses } of cameras) {
    const told = new Map<number, number>();
    const tell = (slotMs: number) => told.set(slotMs, (told.get(slotMs) ?? 0) + 1);
    for (const slotMs of frameSlotsMs) tell(slotMs);
    captured += new Set(frameSlotsMs).size;
    for (const { fromMs, untilMs, slots, reason } of misses) {
      missed[reason] = (missed[reason] ?? 0) + slots;
      for (let slotMs = fromMs; slotMs <= untilMs; slotMs += intervalMs) tell(slotMs);
    }
    const slots = [...told.keys()];
    const [first, last] = [Math.min(...slots), Math.max(...slots)];
    if (slots.length > 0) lost += (last - first) / intervalMs + 1 - slots.length;
    for (const times of told.values()) doubled += times - 1;
  }
  return { captured, missed, lost, doubled };
}
