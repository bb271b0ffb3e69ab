import { readCommandLine, USAGE, UsageError } from './command-line.ts';
import { runSeeds } from './seeds.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<boolean> {
  const command = readCommandLine(process.argv.slice(2));
  if (command.mutations) {
    const { runMutations } = await import('./mutations.ts');
    return runMutations(command, say);
  }
  if (command.explore) {
    const { runExplorer } = await import('./explore.ts');
    return runExplorer(say);
  }
  if (command.fuzz !== null) {
    const { runFuzz } = await import('./fuzz.ts');
    return runFuzz(command.fuzz, command.seed ?? 1, say);
  }
  return runSeeds(command, say);
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof UsageError) && !isArgumentError(error)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}

function isArgumentError(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error;
}
