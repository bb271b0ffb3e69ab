import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { CommandFailure, exitCodes } from '../failure.ts';

const backupSchema = z.object({
  id: z.string(),
  started_at: z.iso.datetime(),
  /** From here on every moment can be restored for which there is WAL. */
  finished_at: z.iso.datetime(),
  postgres_major: z.int(),
  system_identifier: z.string(),
  database: z.string(),
  /** The role that made the cluster: only that sees all rows. */
  superuser: z.string(),
  /** Of the database's files, before they were compressed. */
  bytes: z.number(),
  packed_bytes: z.number(),
  /** The file of WAL that a restore begins with. */
  first_wal: z.string(),
  timeline: z.int(),
});
export type Backup = z.output<typeof backupSchema>;

const walName = /^[0-9A-F]{24}$/;
export const walSegmentBytes = 16 * 1024 * 1024;

/**
 * A folder of backups: `base/<id>/` has a base backup each, as compressed tar with its manifest; `wal/` all WAL
 * since the oldest; `objects/` pictures and videos by organisation and hash.
 */
export class BackupRepository {
  private constructor(readonly folder: string) {}

  /** One that is there. */
  static open(folder: string): BackupRepository {
    if (!existsSync(path.join(folder, 'base'))) {
      throw new CommandFailure(
        `${folder} has no backups. Make one with: eyrie backup create --repository ${folder}`,
        exitCodes.usage,
      );
    }
    return new BackupRepository(folder);
  }

  static async create(folder: string): Promise<BackupRepository> {
    const repository = new BackupRepository(folder);
    for (const part of [repository.base, repository.wal, repository.objects]) {
      await mkdir(part, { recursive: true, mode: 0o700 });
    }
    return repository;
  }

  get base(): string {
    return path.join(this.folder, 'base');
  }
  get wal(): string {
    return path.join(this.folder, 'wal');
  }
  get objects(): string {
    return path.join(this.folder, 'objects');
  }

  folderOf(id: string): string {
    return path.join(this.base, id);
  }

  /** Those that are whole, oldest first. */
  async list(): Promise<Backup[]> {
    const ids = (await readdir(this.base)).filter((name) => !name.startsWith('.')).toSorted();
    const found = await Promise.all(ids.map((id) => this.read(id)));
    return found.filter((backup) => backup !== null);
  }

  private async read(id: string): Promise<Backup | null> {
    const text = await readFile(path.join(this.folderOf(id), 'backup.json'), 'utf8').catch(
      () => null,
    );
    return text === null ? null : backupSchema.parse(JSON.parse(text));
  }

  /** The newest that is whole at `at`, or the one of that id. Throws where there is none. */
  async choose({ id, at }: { id?: string; at?: Date }): Promise<Backup> {
    const all = await this.list();
    const fits = (backup: Backup) =>
      (id === undefined || backup.id === id) && (!at || new Date(backup.finished_at) <= at);
    const chosen = all.findLast(fits);
    if (chosen) return chosen;
    const which = [
      id === undefined ? null : `named ${id}`,
      at ? `of before ${at.toISOString()}` : null,
    ]
      .filter((part) => part !== null)
      .join(', ');
    const known = all.map((backup) => `${backup.id} (whole at ${backup.finished_at})`);
    throw new CommandFailure(
      `There is no backup ${which || 'at all'} in ${this.folder}. There ${known.length === 0 ? 'is none' : `are: ${known.join(', ')}`}.`,
    );
  }

  /** A folder for a backup that is being made; `keep` gives it its name once it is whole. */
  async draft(id: string): Promise<string> {
    const draft = path.join(this.base, `.${id}`);
    await rm(draft, { recursive: true, force: true });
    return draft;
  }

  async keep(backup: Backup): Promise<void> {
    const draft = path.join(this.base, `.${backup.id}`);
    const file = await open(path.join(draft, 'backup.json'), 'w', 0o600);
    await file.writeFile(`${JSON.stringify(backup, null, 2)}\n`);
    await file.sync();
    await file.close();
    await rename(draft, this.folderOf(backup.id));
    const folder = await open(this.base, 'r');
    await folder.sync();
    await folder.close();
  }

  /** Whole files of WAL, in order. */
  async walFiles(): Promise<string[]> {
    return (await readdir(this.wal)).filter((name) => walName.test(name)).toSorted();
  }

  /** The first file of WAL that is missing between a backup's beginning and the newest; null where none is. */
  async missingWal(backup: Backup): Promise<string | null> {
    const files = (await this.walFiles()).filter((name) => name >= backup.first_wal);
    let wanted = backup.first_wal;
    for (const name of files) {
      // Another timeline begins in the file where the one before ends.
      if (name.slice(0, 8) !== wanted.slice(0, 8)) wanted = name;
      if (name !== wanted) return wanted;
      const { size } = await stat(path.join(this.wal, name));
      if (size !== walSegmentBytes) return name;
      wanted = walAfter(name);
    }
    return null;
  }

  /** Removes backups that ended before `before`, but the newest of them, and the WAL that no other needs. */
  async prune(before: Date): Promise<string[]> {
    const all = await this.list();
    const old = all.filter(({ finished_at: end }) => new Date(end) < before);
    // Moments between it and the next need it.
    const gone = old.slice(0, -1);
    for (const { id } of gone) await rm(this.folderOf(id), { recursive: true, force: true });
    const oldest = all[gone.length];
    const spent = oldest ? (await this.walFiles()).filter((name) => name < oldest.first_wal) : [];
    for (const name of spent) await rm(path.join(this.wal, name), { force: true });
    return gone.map(({ id }) => id);
  }
}

/** Name of the file of WAL that follows: timeline, and a number whose lower part has eight bits. */
export function walAfter(name: string): string {
  const number = (BigInt(`0x${name.slice(8, 16)}`) << 8n) + BigInt(`0x${name.slice(16)}`) + 1n;
  const hex = (value: bigint) => value.toString(16).toUpperCase().padStart(8, '0');
  return `${name.slice(0, 8)}${hex(number >> 8n)}${hex(number & 0xffn)}`;
}

/** Name of the file of WAL that has a position, as `1/A2000028`. */
export function walFileOf(timeline: number, position: string): string {
  const [high = '0', low = '0'] = position.split('/');
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0');
  return `${hex(timeline)}${hex(parseInt(high, 16))}${hex(Math.floor(parseInt(low, 16) / walSegmentBytes))}`;
}
