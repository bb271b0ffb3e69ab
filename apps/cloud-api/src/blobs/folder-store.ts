import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { Drafts } from './drafts.ts';
import { type NewObject, ObjectStore } from './object-store.ts';

/**
 * Files below `<data>/objects/<organisation>/`. A file is there whole or not at all: it is written beside,
 * checked, synced and renamed.
 */
export class FolderStore extends ObjectStore {
  private readonly root: string;
  private readonly drafts: Drafts;

  constructor(dataDirectory: string) {
    super();
    this.root = path.join(dataDirectory, 'objects');
    this.drafts = new Drafts(dataDirectory);
  }

  sweep(now = Date.now()): Promise<number> {
    return this.drafts.sweep(now);
  }

  put(object: NewObject, source: Readable): Promise<number> {
    return this.drafts.take(object, source, async (draft) => {
      const target = this.pathOf(object.organisationId, object.sha256);
      await mkdir(path.dirname(target), { recursive: true });
      await rename(draft, target);
      await syncFolder(path.dirname(target));
    });
  }

  async has(organisationId: string, sha256: string): Promise<boolean> {
    return (await stat(this.pathOf(organisationId, sha256)).catch(() => null))?.isFile() ?? false;
  }

  async remove(organisationId: string, sha256: string): Promise<void> {
    await rm(this.pathOf(organisationId, sha256), { force: true });
  }

  async removeAll(organisationId: string): Promise<void> {
    await rm(path.join(this.root, organisationId), { recursive: true, force: true });
  }

  async *listOld(organisationId: string, beforeMs: number): AsyncGenerator<string[]> {
    const folder = path.join(this.root, organisationId);
    for (const prefix of await namesIn(folder)) {
      const old: string[] = [];
      for (const name of await namesIn(path.join(folder, prefix))) {
        const found = await stat(path.join(folder, prefix, name)).catch(() => null);
        if (found?.isFile() && found.mtimeMs < beforeMs) old.push(name);
      }
      if (old.length > 0) yield old;
    }
  }

  endUploads(): Promise<void> {
    return Promise.resolve();
  }

  read(organisationId: string, sha256: string, start: number, end: number): Readable {
    return createReadStream(this.pathOf(organisationId, sha256), { start, end });
  }

  private pathOf(organisationId: string, sha256: string): string {
    return path.join(this.root, organisationId, sha256.slice(0, 2), sha256);
  }
}

/** A rename is only safe from a power cut when its folder is on disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
