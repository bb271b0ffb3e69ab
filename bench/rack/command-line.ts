import { parseArgs } from 'node:util';
import { UsageError } from '../harness/command-line.ts';

export interface Command {
  readonly pis: number;
  /** Of them. */
  readonly coordinators: number;
  readonly intervalSeconds: number;
  /** For all of the rack to be there, once cold and once warm. */
  readonly patienceMs: number;
  readonly json: boolean;
}

const usage = `npm run rack -- [--pis 50] [--coordinators 5] [--interval 20] [--patience 300] [--json]

A rack of real edge processes is switched on at one moment, before a real cloud: first with a claim each, then
(killed at one moment) enrolled. At the end it is judged: all there, one leader, no slot without an account.`;

/** @throws UsageError with a sentence for a person. */
export function readRackCommand(args: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pis: { type: 'string', default: '50' },
      coordinators: { type: 'string', default: '5' },
      interval: { type: 'string', default: '20' },
      patience: { type: 'string', default: '300' },
      json: { type: 'boolean', default: false },
    },
  });
  const whole = (name: string, text: string, most: number): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw new UsageError(`--${name} takes a whole number from 1 to ${most}.\n\n${usage}`);
  };
  const pis = whole('pis', values.pis, 200);
  return {
    pis,
    coordinators: whole('coordinators', values.coordinators, Math.min(5, pis)),
    intervalSeconds: whole('interval', values.interval, 3_600),
    patienceMs: whole('patience', values.patience, 3_600) * 1_000,
    json: values.json,
  };
}
