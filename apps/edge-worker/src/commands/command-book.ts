import path from 'node:path';
import {
  commandReportSchema,
  idSchema,
  type CommandOrder,
  type CommandReport,
} from '@eyrie/contracts';
import { nodeDisk, readFileIfExists, writeFileAtomically, type Disk } from '@eyrie/journal';
import { z } from 'zod';

const entrySchema = z.object({
  commandId: idSchema('command'),
  sequence: z.int().positive(),
  type: z.string(),
  /** Of the process that began it. */
  bootEpoch: z.uuid(),
  /** Of the machine, which changes when that is booted. */
  machineBoot: z.string().nullable(),
  /** The last word on it; null while it is under way, or where its process ended. */
  report: commandReportSchema.nullable(),
  /** Whether the report is among the records, which the cloud confirms. */
  isTold: z.boolean(),
});
export type BookEntry = z.infer<typeof entrySchema>;

const bookSchema = z.object({
  highestSequence: z.int().nonnegative(),
  entries: z.array(entrySchema),
  /** Epoch milliseconds: what was issued before may have been done by a book that was lost. */
  notBeforeMs: z.number().default(0),
});

/** Older ones are refused by their sequence. */
const entriesMax = 128;

/**
 * Which commands this device has begun: on disk before anything is done, so that none is done twice,
 * whoever sends it again and whenever the power goes.
 */
export class CommandBook {
  private entries: BookEntry[] = [];
  /** Of all commands that were ever begun or refused here. */
  private highest = 0;
  private earliest = 0;
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: string,
    private readonly disk: Disk,
  ) {}

  /**
   * Where the book cannot be read, nobody knows what was done: then a new one begins that takes
   * nothing that was issued before `nowMs`.
   */
  static async open(file: string, nowMs: number, disk: Disk = nodeDisk()): Promise<CommandBook> {
    const book = new CommandBook(file, disk);
    await disk.mkdir(path.dirname(file));
    const bytes = await readFileIfExists(disk, file);
    if (!bytes) return book;
    const read = readBook(bytes);
    book.entries = read?.entries ?? [];
    book.highest = read?.highestSequence ?? 0;
    book.earliest = read?.notBeforeMs ?? nowMs;
    if (!read) await book.write([], 0);
    return book;
  }

  /** Whether an order may have been carried out here without being known any more. */
  mayBeDone({ sequence, issuedAt }: Pick<CommandOrder, 'sequence' | 'issuedAt'>): boolean {
    return sequence <= this.highest || Date.parse(issuedAt) < this.earliest;
  }

  find(commandId: string): BookEntry | null {
    return this.entries.find((entry) => entry.commandId === commandId) ?? null;
  }

  all(): readonly BookEntry[] {
    return this.entries;
  }

  /** Durable when it resolves. Rejects with what the disk said; then it must not be done. */
  async begin(entry: Omit<BookEntry, 'report' | 'isTold'>): Promise<void> {
    const entries = [...this.entries, { ...entry, report: null, isTold: false }];
    await this.write(entries.slice(-entriesMax), Math.max(this.highest, entry.sequence));
  }

  async finish(commandId: string, report: CommandReport): Promise<void> {
    await this.change(commandId, { report, isTold: false });
  }

  async told(commandId: string): Promise<void> {
    await this.change(commandId, { isTold: true });
  }

  private change(commandId: string, part: Partial<BookEntry>): Promise<void> {
    const entries = this.entries.map((entry) =>
      entry.commandId === commandId ? { ...entry, ...part } : entry,
    );
    return this.write(entries, this.highest);
  }

  /** One after the other, so that the last state is the one on disk. */
  private write(entries: BookEntry[], highestSequence: number): Promise<void> {
    const before = { entries: this.entries, highest: this.highest };
    this.entries = entries;
    this.highest = highestSequence;
    const written = this.writing.then(() => {
      const { entries: now, highest, earliest: notBeforeMs } = this;
      const text = JSON.stringify({ highestSequence: highest, entries: now, notBeforeMs });
      return writeFileAtomically(this.disk, this.file, Buffer.from(text));
    });
    this.writing = written.catch(() => {
      // What is not on disk was not begun; it may be sent again.
      if (this.entries === entries) ({ entries: this.entries, highest: this.highest } = before);
    });
    return written;
  }
}

function readBook(bytes: Uint8Array): z.output<typeof bookSchema> | null {
  try {
    return bookSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return null;
  }
}
