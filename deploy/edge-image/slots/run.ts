import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
/** The last lines say what went wrong. */
const saidCharactersMax = 400;

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Exit codes that are no failure. */
  readonly good?: readonly number[];
}

/** Runs a program to its end; resolves with what it printed. @throws where it fails, with its last words */
export async function run(
  program: string,
  words: readonly string[],
  { environment = {}, good = [0] }: RunOptions = {},
): Promise<string> {
  try {
    const { stdout } = await execute(program, words, {
      env: { ...process.env, LC_ALL: 'C.UTF-8', ...environment },
      maxBuffer: 32 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const {
      code,
      stdout = '',
      stderr = '',
    } = error as {
      code?: number | string;
      stdout?: string;
      stderr?: string;
    };
    if (typeof code === 'number' && good.includes(code)) return stdout;
    const said = (stderr.trim() || stdout.trim()).slice(-saidCharactersMax);
    throw new Error(`${program} ${words[0] ?? ''} failed (${code ?? 'ended'}): ${said}`, {
      cause: error,
    });
  }
}

/** Whether it ends well. @throws where it cannot be run */
export async function succeeds(program: string, words: readonly string[]): Promise<boolean> {
  try {
    await execute(program, words);
    return true;
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'number') return false;
    throw error;
  }
}
