import type { Receipt, SequenceRanges } from '@eyrie/contracts';

/** Sequences as inclusive ranges, ascending and apart, as the cloud's int8multirange has them. */
export function rangesOf(sequences: Iterable<number>): SequenceRanges {
  const ranges: SequenceRanges = [];
  for (const sequence of [...sequences].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === sequence - 1) last[1] = sequence;
    else ranges.push([sequence, sequence]);
  }
  return ranges;
}

/** What the cloud promises of records, in memory: each counted once, receipts of all it has. */
export class ModelCloud {
  private readonly had = new Map<string, Map<number, unknown>>();
  duplicates = 0;

  /** False when it was there already. */
  take(record: { bootEpoch: string; sequence: number }): boolean {
    let epoch = this.had.get(record.bootEpoch);
    if (!epoch) this.had.set(record.bootEpoch, (epoch = new Map<number, unknown>()));
    if (epoch.has(record.sequence)) {
      this.duplicates += 1;
      return false;
    }
    epoch.set(record.sequence, record);
    return true;
  }

  receipts(): Receipt[] {
    return [...this.had].map(([bootEpoch, records]) => ({
      bootEpoch,
      have: rangesOf(records.keys()),
    }));
  }

  all(): unknown[] {
    return [...this.had.values()].flatMap((records) => [...records.values()]);
  }

  find(bootEpoch: string, sequence: number): unknown {
    return this.had.get(bootEpoch)?.get(sequence);
  }
}
