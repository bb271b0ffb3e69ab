import { spawn } from 'node:child_process';
import path from 'node:path';

const eyrie = path.resolve(import.meta.dirname, '../../../cli/bin/eyrie.mjs');

export interface EyrieRun {
  code: number | null;
  out: string;
  error: string;
}

interface RunOptions {
  /** Its standard input. */
  input?: string;
  /** Beside this process's own. */
  environment?: Record<string, string>;
}

/** Runs `eyrie …` as a person does, in a process of its own. */
export function runEyrie(
  words: readonly string[],
  { input = '', environment }: RunOptions = {},
): Promise<EyrieRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [eyrie, ...words], {
      env: { ...process.env, ...environment, NODE_OPTIONS: '' },
    });
    let [out, error] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, error }));
    // A command that reads nothing may have ended before.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
