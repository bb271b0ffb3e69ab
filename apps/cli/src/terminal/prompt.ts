import { createInterface } from 'node:readline/promises';
import { CommandFailure, exitCodes } from '../failure.ts';

/** A terminal to ask in: questions go to `output`, so that a program's standard output stays its own. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

export const ownTerminal = (): Terminal => ({ input: process.stdin, output: process.stderr });

/** Throws where nobody sits there who could answer. */
export function requireTerminal({ input }: Terminal, instead: string): void {
  if (input.isTTY) return;
  throw new CommandFailure(`There is no terminal to ask in. ${instead}`, exitCodes.usage);
}

/** A line that somebody types. */
export async function ask({ input, output }: Terminal, question: string): Promise<string> {
  const lines = createInterface({ input, output });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('close', () => reject(interrupted()));
      lines.once('SIGINT', () => lines.close());
      lines.question(question).then(resolve, reject);
    });
  } finally {
    lines.removeAllListeners('close');
    lines.close();
  }
}

/** A line that is not shown, not even by its length. */
export async function askSecret({ input, output }: Terminal, question: string): Promise<string> {
  // The echo goes off before anybody is asked: who types ahead shows nothing either.
  input.setRawMode(true);
  output.write(question);
  input.setEncoding('utf8');
  input.resume();
  try {
    return await new Promise<string>((resolve, reject) => {
      let typed = '';
      input.on('data', (chunk: string) => {
        for (const letter of chunk) {
          if (letter === '\r' || letter === '\n') {
            resolve(typed);
            return;
          }
          if (letter === '\u0003' || letter === '\u0004') {
            reject(interrupted());
            return;
          }
          if (letter === '\u007F' || letter === '\b') typed = typed.replace(/.$/su, '');
          else if (letter === '\u0015') typed = '';
          else typed += letter;
        }
      });
      input.once('end', () => reject(interrupted()));
    });
  } finally {
    input.removeAllListeners('data').removeAllListeners('end');
    input.setRawMode(false);
    input.pause();
    output.write('\n');
  }
}

/**
 * Before something that cannot be undone: has its name typed. `yes` is for scripts. Throws where the
 * name is another one, or nobody can be asked.
 */
export async function confirm(
  what: string,
  name: string,
  yes: boolean,
  terminal = ownTerminal(),
): Promise<void> {
  if (yes) return;
  requireTerminal(terminal, `${what} Say --yes if that is meant; --dry-run only tells.`);
  const typed = await ask(terminal, `${what}\nType its name (${name}) to go on: `);
  if (typed.trim() === name) return;
  throw new CommandFailure('That is another name: nothing was done.', exitCodes.usage);
}

function interrupted(): CommandFailure {
  return new CommandFailure('Nothing was done.', exitCodes.interrupted);
}
