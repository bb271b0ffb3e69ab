import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';

/** An archive that is whole, where it was written. */
export interface FinishedArchive {
  readonly draft: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Archives below `<data>/exports/<organisation>/`, under names that nobody can guess. */
export class ExportFiles {
  private readonly root: string;

  constructor(dataDirectory: string) {
    this.root = path.join(dataDirectory, 'exports');
  }

  /** Where an attempt writes; another attempt at the same archive writes elsewhere. */
  async draft(organisationId: string, fileKey: string, attempt: number): Promise<string> {
    const folder = path.join(this.root, organisationId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return path.join(folder, `${fileKey}.${attempt}.part`);
  }

  /** Removes what attempts have left at an archive, but for one of them. */
  async removeDrafts(organisationId: string, fileKey: string, but: string | null): Promise<void> {
    const folder = path.join(this.root, organisationId);
    for (const name of await readdir(folder).catch(() => [])) {
      const isOther = but === null || !name.startsWith(path.basename(but));
      if (name.startsWith(`${fileKey}.`) && /\.part(\.entries)?$/.test(name) && isOther) {
        await rm(path.join(folder, name), { force: true });
      }
    }
  }

  async keep(organisationId: string, fileKey: string, { draft }: FinishedArchive): Promise<void> {
    await rename(draft, this.pathOf(organisationId, fileKey));
  }

  async has(organisationId: string, fileKey: string): Promise<boolean> {
    return (await stat(this.pathOf(organisationId, fileKey)).catch(() => null))?.isFile() ?? false;
  }

  read(organisationId: string, fileKey: string, range: { start: number; end: number }): Readable {
    return createReadStream(this.pathOf(organisationId, fileKey), range);
  }

  /** Removes every file of the organisation whose key is not among these. Returns how many. */
  async sweep(organisationId: string, kept: readonly string[]): Promise<number> {
    const folder = path.join(this.root, organisationId);
    let swept = 0;
    for (const name of await readdir(folder).catch(() => [])) {
      if (kept.some((fileKey) => name.startsWith(`${fileKey}.`))) continue;
      await rm(path.join(folder, name), { force: true });
      swept += 1;
    }
    return swept;
  }

  async removeAll(organisationId: string): Promise<void> {
    await rm(path.join(this.root, organisationId), { recursive: true, force: true });
  }

  private pathOf(organisationId: string, fileKey: string): string {
    return path.join(this.root, organisationId, `${fileKey}.tar`);
  }
}
