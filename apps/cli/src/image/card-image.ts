import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { CommandFailure } from '../failure.ts';

const sectorBytes = 512;
const firstEntryAt = 446;
const fatTypes: readonly number[] = [0x0b, 0x0c, 0x0e];

/**
 * Where the partition that people write to begins, in bytes: the first of the table of an image or a card.
 * @throws CommandFailure where it is no image of a card
 */
export function cardPartitionOffset(image: string): number {
  const table = Buffer.alloc(sectorBytes);
  const handle = openSync(image, 'r');
  try {
    readSync(handle, table, 0, sectorBytes, 0);
  } finally {
    closeSync(handle);
  }
  const isTable = table.readUInt16LE(510) === 0xaa55;
  if (!isTable || !fatTypes.includes(table.readUInt8(firstEntryAt + 4))) {
    throw new CommandFailure(`${image} is not an image of a card: eyrie image build makes one.`);
  }
  return table.readUInt32LE(firstEntryAt + 8) * sectorBytes;
}

/** Puts files into that partition, over those of the same names; their content comes back as it is read again. */
export function putCardFiles(
  image: string,
  files: Readonly<Record<string, string>>,
): Record<string, string> {
  const place = `${image}@@${cardPartitionOffset(image)}`;
  const read: Record<string, string> = {};
  for (const [name, text] of Object.entries(files)) {
    mtools('mcopy', ['-o', '-i', place, '-', `::${name}`], text);
    read[name] = mtools('mtype', ['-i', place, `::${name}`], '');
  }
  return read;
}

function mtools(program: string, words: readonly string[], input: string): string {
  try {
    return execFileSync(program, words, { input, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      const message = `${program} is not there: install the package mtools, which writes to cards.`;
      throw new CommandFailure(message, undefined, { cause: error });
    }
    throw new CommandFailure(`${program} failed: ${String(error)}`, undefined, { cause: error });
  }
}
