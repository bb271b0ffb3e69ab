import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { CommandFailure } from '../failure.ts';
import { nodeArguments } from '../workspace.ts';

/**
 * Runs a program of the cloud with the environment of this command, or another one, and answers with what it printed: only
 * the cloud knows its database. Throws `CommandFailure` with what the program says is wrong.
 */
export async function runCloudProgram(
  entry: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<unknown> {
  const args = [...nodeArguments('cloud-api', entry), ...words];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [out, error, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new CommandFailure(error.trim() || `The program ended with ${code}.`);
  return JSON.parse(out) as unknown;
}
