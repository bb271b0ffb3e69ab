import { eyrieProgram } from './commands.ts';
import { explain } from './explain.ts';
import { paintFor } from './terminal/paint.ts';

/** Parses `argv` and runs the command. Sets the exit code; never throws. */
export async function main(argv: string[]): Promise<void> {
  endWithReader();
  const program = eyrieProgram();
  try {
    await program.parseAsync(argv);
  } catch (error) {
    const { message, exitCode } = explain(error);
    if (message !== null) {
      const [first = '', ...rest] = message.split('\n');
      const paint = paintFor(process.stderr, process.env);
      console.error([paint(first, 'bad'), ...rest].join('\n'));
    }
    process.exitCode = exitCode;
  }
}

/** `eyrie event tail | head -1`: who reads no more wants no more, and that is no mistake. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
