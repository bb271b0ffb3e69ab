import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';

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
  readonly entries: readonly { name: string; bytes: number; sha256: string }[];
}

/** Writes an archive to disk entry by entry; no more than a piece of it is in memory. */
export class ExportArchive {
  readonly entries: { name: string; bytes: number; sha256: string }[] = [];
  private readonly hash: Hash = createHash('sha256');
  private readonly tar: Pack = pack();
  private readonly written: Promise<void>;
  private bytes = 0;

  constructor(private readonly file: string) {
    const count = this.count.bind(this);
    this.written = pipeline(this.tar, count, createWriteStream(file, { flags: 'w', mode: 0o600 }));
    // Whoever adds an entry hears of it.
    this.written.catch(() => undefined);
  }

  async addText(name: string, text: string): Promise<void> {
    const content = Buffer.from(text);
    const sha256 = createHash('sha256').update(content).digest('hex');
    await this.during(
      new Promise<void>((resolve, reject) => {
        this.tar.entry({ name }, content, (error) => (error ? reject(error) : resolve()));
      }),
    );
    this.entries.push({ name, bytes: content.length, sha256 });
  }

  async addFile(name: string, file: { bytes: number; sha256: string }, source: Readable) {
    const entry = this.tar.entry({ name, size: file.bytes });
    await this.during(pipeline(source, entry));
    this.entries.push({ name, ...file });
  }

  /** Ends the archive; when it returns, all of it is on disk. */
  async finish(): Promise<{ bytes: number; sha256: string }> {
    this.tar.finalize();
    await this.written;
    const handle = await open(this.file, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }

  async abandon(): Promise<void> {
    this.tar.destroy();
    await this.written.catch(() => undefined);
  }

  /** An entry waits for ever for a file that cannot be written. */
  private async during(work: Promise<void>): Promise<void> {
    await Promise.race([
      work,
      this.written.then(() => {
        throw new Error('The archive has ended.');
      }),
    ]);
  }

  private async *count(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      this.hash.update(chunk);
      this.bytes += chunk.length;
      yield chunk;
    }
  }
}
