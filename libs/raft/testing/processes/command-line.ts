import { parseArgs } from 'node:util';
import { type Flaw, FLAWS } from './protocol.ts';

export interface Command {
  readonly rounds: number;
  readonly seed: number;
  /** Sizes of clusters, one after the other. */
  readonly sizes: readonly number[];
  readonly pauseMs: number;
  readonly cutMs: number;
  readonly patienceMs: number;
  readonly hasNamespaces: boolean;
  readonly flaw: Flaw | null;
  readonly json: boolean;
}

export const USAGE = `npm run chaos -- [--rounds 100] [--seed S]

Real processes on real disks under load, and one fault per round. At the end the whole history is
judged: linearizable, nothing acknowledged lost, all nodes alike.

  --rounds N          rounds in all, shared among the sizes (100)
  --seed S            which faults are drawn (a new one each time)
  --nodes 3,5         sizes of clusters (3,5)
  --pause-seconds 20  how long a paused leader stands still
  --cut-seconds 8     how long a network is cut, or a disk full
  --patience-seconds 60   a cluster that is not well again by then fails
  --without-namespaces    no cut networks and no full disks; for where there is no root
  --break FLAW        a negative control that must fail: ${FLAWS.join(', ')}
  --json              one line of JSON at the end
`;

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function readCommandLine(argv: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: '100' },
      seed: { type: 'string' },
      nodes: { type: 'string', default: '3,5' },
      'pause-seconds': { type: 'string', default: '20' },
      'cut-seconds': { type: 'string', default: '8' },
      'patience-seconds': { type: 'string', default: '60' },
      'without-namespaces': { type: 'boolean', default: false },
      break: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const flaw = FLAWS.find((each) => each === values.break) ?? null;
  if (values.break !== undefined && flaw === null) {
    throw new UsageError(`--break knows ${FLAWS.join(' and ')}.`);
  }
  return {
    rounds: number('rounds', values.rounds),
    seed: values.seed === undefined ? Date.now() % 1_000_000 : number('seed', values.seed),
    sizes: values.nodes.split(',').map((size) => number('nodes', size)),
    pauseMs: number('pause-seconds', values['pause-seconds']) * 1000,
    cutMs: number('cut-seconds', values['cut-seconds']) * 1000,
    patienceMs: number('patience-seconds', values['patience-seconds']) * 1000,
    hasNamespaces: !values['without-namespaces'],
    flaw,
    json: values.json,
  };
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new UsageError(`--${name} wants a number above zero.`);
  return value;
}
