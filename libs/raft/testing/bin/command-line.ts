import { parseArgs } from 'node:util';

export interface Command {
  readonly seeds: number;
  readonly minutes: number;
  /** The first seed, or the only one. */
  readonly seed: number | null;
  readonly jobs: number;
  readonly keep: string;
  readonly nodes: number | null;
  readonly without: readonly string[];
  readonly double: boolean;
  readonly shrink: boolean;
  readonly mutations: boolean;
  readonly only: string | null;
  readonly explore: boolean;
  readonly fuzz: number | null;
}

export const USAGE = `npm run sim -- [what] [how]

  --seeds N --minutes M   runs seeds 1 to N, each in a storm of M simulated minutes (800, 10)
  --seed S                runs this seed alone; with --seeds, begins with it
  --jobs J                processes side by side (2)
  --nodes N, --without A,B   another size of cluster; without these kinds of faults
  --double                runs every seed twice and compares the traces
  --keep DIR              where traces of failures go (.eyrie/sim)
  --no-shrink             leaves a failure as it is

  --mutations [--only ID] re-introduces known bugs, one at a time, and looks for them
  --explore               every power cut of a log under load
  --fuzz N                N inputs each to the decoders of wire, records, log and segments
`;

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function readCommandLine(argv: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seeds: { type: 'string' },
      minutes: { type: 'string' },
      seed: { type: 'string' },
      jobs: { type: 'string', default: '2' },
      keep: { type: 'string', default: '.eyrie/sim' },
      nodes: { type: 'string' },
      without: { type: 'string', default: '' },
      double: { type: 'boolean', default: false },
      'no-shrink': { type: 'boolean', default: false },
      mutations: { type: 'boolean', default: false },
      only: { type: 'string' },
      explore: { type: 'boolean', default: false },
      fuzz: { type: 'string' },
    },
  });
  const seed = values.seed === undefined ? null : number('seed', values.seed);
  const isWhole = seed === null || values.seeds !== undefined;
  return {
    seed,
    seeds: isWhole ? number('seeds', values.seeds ?? '800') : 1,
    // A known bug shows soon, or not at all.
    minutes: number('minutes', values.minutes ?? (values.mutations ? '4' : '10')),
    jobs: number('jobs', values.jobs),
    keep: values.keep,
    nodes: values.nodes === undefined ? null : number('nodes', values.nodes),
    without: values.without.split(',').filter((kind) => kind !== ''),
    double: values.double,
    shrink: !values['no-shrink'],
    mutations: values.mutations,
    only: values.only ?? null,
    explore: values.explore,
    fuzz: values.fuzz === undefined ? null : number('fuzz', values.fuzz),
  };
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new UsageError(`--${name} wants a number above zero.`);
  return value;
}
