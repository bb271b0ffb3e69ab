import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { hasDiskCode } from '@eyrie/journal';
import { NoNamespaces } from './network.ts';
import { attempt, run } from './tool.ts';
import type { Undo } from './undo.ts';

const SIZE = '64M';
const CHUNK = Buffer.alloc(1024 * 1024, 0x5a);

/** A file system that can be filled up: a tmpfs of its own. */
export class SmallDisk {
  readonly directory: string;
  readonly #filling: string;

  /** @throws NoNamespaces when nothing can be mounted here: a machine that allows one allows the other. */
  constructor(directory: string, undo: Undo) {
    this.directory = directory;
    this.#filling = join(directory, 'filling');
    mkdirSync(directory, { recursive: true });
    try {
      run(['mount', '-t', 'tmpfs', '-o', `size=${SIZE}`, 'eyrie-chaos', directory]);
    } catch (error) {
      throw new NoNamespaces(String(error));
    }
    // Lazily: a process that was killed a moment ago may still hold it.
    undo.add(() => attempt(['umount', '-l', directory]));
  }

  /** To the last byte. */
  fill(): void {
    const file = openSync(this.#filling, 'w');
    try {
      for (let bytes = CHUNK.length; bytes > 0; bytes >>>= 1) {
        while (hasTaken(file, CHUNK.subarray(0, bytes))) continue;
      }
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.#filling, { force: true });
  }
}

function hasTaken(file: number, bytes: Uint8Array): boolean {
  try {
    return writeSync(file, bytes) > 0;
  } catch (error) {
    if (hasDiskCode(error, 'ENOSPC')) return false;
    throw error;
  }
}
