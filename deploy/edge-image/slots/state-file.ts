import path from 'node:path';
import { ensureFolder, readIfThere, writeDurably } from '../provision/durable-file.ts';
import { newState, type SlotState } from './slot-state.ts';

/** What is known of the slots, on the data partition: it outlives every start and is of neither slot. */
export class StateFile {
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** As a new card's where there is none, or none that can be read. */
  async read(): Promise<SlotState> {
    await ensureFolder(path.dirname(this.file), null);
    try {
      const parsed = JSON.parse((await readIfThere(this.file)) ?? 'null') as SlotState | null;
      return parsed?.form === 1 ? { ...newState, ...parsed } : newState;
    } catch {
      return newState;
    }
  }

  /** Durable once it resolves. */
  write(state: SlotState): Promise<void> {
    return writeDurably(this.file, `${JSON.stringify(state)}\n`, null);
  }
}
