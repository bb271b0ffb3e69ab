import type { LightMyRequestResponse } from 'fastify';

type Ask = (index: number) => Promise<LightMyRequestResponse>;

export interface Comparison {
  /** Status, body and names of headers of all answers, without what names the request. */
  readonly shapes: ReadonlySet<string>;
  /** How far apart the times of both groups are, in standard deviations, in each round. */
  readonly distances: readonly number[];
}

/** 1 % of equal groups are further apart (two-sided). */
export const distanceMax = 2.576;

/**
 * Asks two kinds of question in turns, so that a slow moment of the machine meets both: 400 in a round.
 * The verdict is of ranks within one round; where another process came in between, there is another.
 */
export async function compareAnswers(known: Ask, unknown: Ask): Promise<Comparison> {
  const shapes = new Set<string>();
  const distances: number[] = [];
  let samples = 0;
  const sample = async (isKnown: boolean) => {
    const index = samples++;
    const begun = performance.now();
    const answer = await (isKnown ? known : unknown)(index);
    const ms = performance.now() - begun;
    const body = answer.body === '' ? null : answer.json<Record<string, unknown>>();
    const names = Object.keys(answer.headers).sort();
    const plain = body === null ? null : { ...body, request_id: '', trace_id: '' };
    shapes.add(JSON.stringify([answer.statusCode, plain, names]));
    return { isKnown, ms };
  };
  for (let round = 0; round < 3; round += 1) {
    const times: { isKnown: boolean; ms: number }[] = [];
    for (let pair = 0; pair < 200; pair += 1) {
      const turns = pair % 2 === 0 ? [true, false] : [false, true];
      for (const isKnown of turns) times.push(await sample(isKnown));
    }
    distances.push(rankZ(times));
    if (Math.abs(distances.at(-1) ?? Infinity) < distanceMax) break;
  }
  return { shapes, distances };
}

/** The smallest distance of all rounds. */
export function distanceOf({ distances }: Comparison): number {
  return Math.min(...distances.map(Math.abs));
}

/** Mann and Whitney's test on ranks, by its normal approximation: how far apart two groups are. */
export function rankZ(times: readonly { isKnown: boolean; ms: number }[]): number {
  const sorted = times.toSorted((a, b) => a.ms - b.ms);
  const ranks = sorted.reduce((sum, { isKnown }, index) => sum + (isKnown ? index + 1 : 0), 0);
  const n = sorted.filter(({ isKnown }) => isKnown).length;
  const m = sorted.length - n;
  const u = ranks - (n * (n + 1)) / 2;
  return (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}
