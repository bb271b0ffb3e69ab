import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CommandFailure } from '../failure.ts';

/** Secrets come from a file or the standard input (`-`), never from the command line. */
export async function readKey(file: string): Promise<string> {
  try {
    return (file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(`The key file ${file} cannot be read (${code ?? 'unknown'}).`);
  }
}
