import { parseArgs } from 'node:util';

export interface Command {
  /** Null asks for the list of benches. */
  readonly name: string | null;
  readonly json: boolean;
  readonly repeats: number;
  readonly quick: boolean;
  readonly write: boolean;
  /** Ids of the figures that are wanted; null for all of the bench. */
  readonly only: readonly string[] | null;
}

export class UsageError extends Error {}

const repeatsMax = 25;

/** @throws UsageError with a sentence for a person. */
export function readCommandLine(args: readonly string[]): Command {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        repeats: { type: 'string' },
        quick: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        only: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (positionals.length > 1) throw new UsageError('Name one bench at a time.');
  const repeats = Number(values.repeats ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(repeats) || repeats < 1 || repeats > repeatsMax) {
    throw new UsageError(`--repeats takes a whole number from 1 to ${repeatsMax}.`);
  }
  if (values.quick && values.write) {
    throw new UsageError('--quick figures mean little: they are not written to the documents.');
  }
  if (values.only !== undefined && values.write) {
    throw new UsageError('The documents take whole tables: --only and --write exclude each other.');
  }
  const { json, quick, write } = values;
  const only = values.only?.split(',') ?? null;
  return { name: positionals[0] ?? null, json, repeats, quick, write, only };
}
