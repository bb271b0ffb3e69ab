import { jest } from '@jest/globals';
import { main } from '../main.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs `eyrie …` in this process, which costs a fraction of a process of its own. One at a time. */
export async function eyrieHere(words: readonly string[]): Promise<Ran> {
  let [out, error] = ['', ''];
  const spies = [
    jest.spyOn(console, 'log').mockImplementation((text) => void (out += `${String(text)}\n`)),
    jest.spyOn(console, 'error').mockImplementation((text) => void (error += `${String(text)}\n`)),
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text);
      return true;
    }),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      error += String(text);
      return true;
    }),
  ];
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    await main(['node', 'eyrie', ...words]);
    return { code: process.exitCode, out, error };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}

/** The words of a line as a shell takes it apart: spaces, double quotes and variables. */
export function wordsOf(line: string, environment: NodeJS.ProcessEnv): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare = '']) =>
    (quoted ?? bare).replaceAll(/\$(\w+)/g, (_, name: string) => environment[name] ?? ''),
  );
}
