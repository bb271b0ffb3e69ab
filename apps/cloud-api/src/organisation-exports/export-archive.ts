import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';

export interface ExportEntry {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What the archive says of itself, as its last entry. */
export interface ExportManifest {
  readonly format: 'eyrie-organisation-export/1';
  readonly organisation_id: string;
  readonly begun_at: string;
  readonly finished_at: string;
  /** Columns that were left out, by table. */
  readonly withheld: Readonly<Record<string, readonly string[]>>;
  readonly tables: Readonly<Record<string, number>>;
  readonly media_missing: readonly string[];
  readonly entries: readonly ExportEntry[];
}

/** An archive ends with two blocks of zeros. */
const trailer = Buffer.alloc(1_024);

/** Some entries of an archive on their way to the disk: a tar of its own, but for its end. */
interface Section {
  readonly tar: Pack;
  readonly written: Promise<void>;
}

/**
 * Writes an archive to disk entry by entry; no more than a piece of it is in memory. It can be marked
 * between entries: what is before a mark is on disk, and another attempt can go on behind it.
 */
export class ExportArchive {
  readonly entries: ExportEntry[] = [];
  private readonly hash: Hash = createHash('sha256');
  private section: Section | null = null;
  private bytes = 0;
  private entriesBytes = 0;
  private entriesWritten = 0;

  constructor(private readonly file: string) {}

  /** Goes on behind a mark of another attempt's file, which is copied: that attempt may still write to it. */
  static async resume(file: string, from: { file: string } & ExportMark): Promise<ExportArchive> {
    const archive = new ExportArchive(file);
    await archive.takeOver(from);
    return archive;
  }

  async addText(name: string, text: string): Promise<void> {
    const content = Buffer.from(text);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const section = this.openSection();
    await during(
      section,
      new Promise<void>((resolve, reject) => {
        section.tar.entry({ name }, content, (error) => (error ? reject(error) : resolve()));
      }),
    );
    this.entries.push({ name, bytes: content.length, sha256 });
  }

  async addFile(name: string, file: { bytes: number; sha256: string }, source: Readable) {
    const section = this.openSection();
    const entry = section.tar.entry({ name, size: file.bytes });
    await during(section, pipeline(source, entry));
    this.entries.push({ name, ...file });
  }

  /** All that was added is on disk when it returns. */
  async mark(): Promise<ExportMark> {
    await this.endSection();
    const added = this.entries.slice(this.entriesWritten).map((one) => `${JSON.stringify(one)}\n`);
    const text = Buffer.from(added.join(''));
    await append(listOf(this.file), text, this.entriesBytes);
    await append(this.file, Buffer.alloc(0), this.bytes);
    this.entriesBytes += text.length;
    this.entriesWritten = this.entries.length;
    return { bytes: this.bytes, entriesBytes: this.entriesBytes };
  }

  /** Ends the archive; when it returns, all of it is on disk. */
  async finish(): Promise<{ bytes: number; sha256: string }> {
    await this.endSection();
    await append(this.file, trailer, this.bytes);
    this.hash.update(trailer);
    this.bytes += trailer.length;
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }

  async abandon(): Promise<void> {
    this.section?.tar.destroy();
    await this.section?.written.catch(() => undefined);
  }

  private openSection(): Section {
    if (this.section) return this.section;
    const tar = pack();
    const count = this.count.bind(this);
    const sink = createWriteStream(this.file, {
      flags: this.bytes === 0 ? 'w' : 'r+',
      start: this.bytes,
      mode: 0o600,
    });
    const written = pipeline(tar, count, sink);
    // Whoever adds an entry hears of it.
    written.catch(() => undefined);
    this.section = { tar, written };
    return this.section;
  }

  private async endSection(): Promise<void> {
    const { section } = this;
    if (!section) return;
    section.tar.finalize();
    await section.written;
    this.section = null;
  }

  /** What goes to the disk: all but the end that a section has as a tar of its own. */
  private async *count(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let held = Buffer.alloc(0);
    for await (const chunk of source) {
      const all = Buffer.concat([held, chunk]);
      const end = Math.max(0, all.length - trailer.length);
      held = Buffer.from(all.subarray(end));
      if (end === 0) continue;
      const ready = all.subarray(0, end);
      this.hash.update(ready);
      this.bytes += ready.length;
      yield ready;
    }
  }

  private async takeOver({ file, bytes, entriesBytes }: { file: string } & ExportMark) {
    const count = async function* (this: ExportArchive, source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        this.hash.update(chunk);
        this.bytes += chunk.length;
        yield chunk;
      }
    }.bind(this);
    const first = createReadStream(file, { end: bytes - 1 });
    await pipeline(first, count, createWriteStream(this.file, { flags: 'w', mode: 0o600 }));
    const list = createReadStream(listOf(file), { encoding: 'utf8', end: entriesBytes - 1 });
    let text = '';
    for await (const chunk of list as AsyncIterable<string>) text += chunk;
    for (const line of text.trimEnd().split('\n')) {
      this.entries.push(JSON.parse(line) as ExportEntry);
    }
    if (this.bytes !== bytes || Buffer.byteLength(text) !== entriesBytes) {
      throw new Error('A draft is shorter than its mark.');
    }
  }
}

/** A place between two entries of a file: how long the file is there, and the list of its entries. */
export interface ExportMark {
  readonly bytes: number;
  readonly entriesBytes: number;
}

/** Beside a draft: its entries up to its last mark. */
export const listOf = (file: string): string => `${file}.entries`;

/** Writes at a place, and returns when all of the file is on disk. */
async function append(file: string, content: Buffer, position: number): Promise<void> {
  const handle = await open(file, position === 0 ? 'w' : 'r+');
  try {
    await handle.write(content, 0, content.length, position);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** An entry waits for ever for a file that cannot be written. */
async function during({ written }: Section, work: Promise<void>): Promise<void> {
  await Promise.race([
    work,
    written.then(() => {
      throw new Error('The archive has ended.');
    }),
  ]);
}
