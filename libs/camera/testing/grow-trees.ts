import { leafOf, type BoostedTrees, type TreeNode } from '../src/obstruction/boosted-trees.ts';
import { randomFrom } from './lens-dirt.ts';

export interface Example {
  readonly features: readonly number[];
  readonly label: string;
}

interface Growth {
  readonly rounds: number;
  readonly depth: number;
  readonly rate: number;
  /** No leaf stands for fewer examples. */
  readonly leafMin: number;
  /** Shares of the examples and of the features that each tree is grown from. */
  readonly examplesShare: number;
  readonly featuresShare: number;
}

/**
 * Stochastic gradient boosting of regression trees on the multinomial deviance (Friedman, 2002), with
 * splits sought among quantiles. By a fixed seed: same data, same trees.
 */
export function growTrees(
  examples: readonly Example[],
  classes: readonly string[],
  growth: Growth,
): BoostedTrees {
  const random = randomFrom(20_261_121);
  const rows = examples.map(({ features }) => features);
  const columns = binned(rows);
  const start = classes.map((name) => {
    const share = examples.filter(({ label }) => label === name).length / examples.length;
    return round4(Math.log(Math.max(1e-6, share)));
  });
  const scores = classes.map((_, k) => new Float64Array(examples.length).fill(start[k] ?? 0));
  const truths = classes.map((name) =>
    Uint8Array.from(examples, ({ label }) => (label === name ? 1 : 0)),
  );
  const rounds: TreeNode[][] = [];
  for (let round = 0; round < growth.rounds; round += 1) {
    const shares = softmax(scores);
    const drawn = Uint32Array.from(rows.keys()).filter(() => random() < growth.examplesShare);
    const trees = classes.map((_, k) => {
      const gradient = Float64Array.from(
        rows,
        (_row, i) => (truths[k]?.[i] ?? 0) - (shares[k]?.[i] ?? 0),
      );
      const weight = Float64Array.from(rows, (_row, i) => {
        const p = shares[k]?.[i] ?? 0;
        return Math.max(1e-6, p * (1 - p));
      });
      const usable = columns.filter(() => random() < growth.featuresShare);
      return grow({ columns: usable, gradient, weight, growth }, drawn, growth.depth);
    });
    trees.forEach((tree, k) => {
      const score = scores[k];
      rows.forEach((row, i) => {
        if (score) score[i] = (score[i] ?? 0) + leafOf(tree, row);
      });
    });
    rounds.push(trees);
  }
  return { classes, start, rounds };
}

const BINS = 64;

/** One feature of all examples: which of the bins each falls into, and where these begin. */
interface Column {
  readonly feature: number;
  readonly bins: Uint8Array;
  /** `thresholds[b]` parts bin b from b + 1. */
  readonly thresholds: readonly number[];
}

function binned(rows: readonly (readonly number[])[]): Column[] {
  return Array.from({ length: rows[0]?.length ?? 0 }, (_, feature) => {
    const values = Float64Array.from(rows, (row) => row[feature] ?? 0);
    const sorted = values.toSorted();
    const thresholds: number[] = [];
    for (let bin = 1; bin < BINS; bin += 1) {
      const at = Math.floor((bin * sorted.length) / BINS);
      const threshold = round4(((sorted[at - 1] ?? 0) + (sorted[at] ?? 0)) / 2);
      if (threshold > (thresholds.at(-1) ?? -Infinity)) thresholds.push(threshold);
    }
    const binOf = (value: number): number => {
      let [low, high] = [0, thresholds.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (value < (thresholds[middle] ?? 0)) high = middle;
        else low = middle + 1;
      }
      return low;
    };
    return { feature, bins: Uint8Array.from(values, binOf), thresholds };
  });
}

interface Soil {
  readonly columns: readonly Column[];
  readonly gradient: Float64Array;
  readonly weight: Float64Array;
  readonly growth: Growth;
}

interface Split {
  readonly column: Column;
  readonly bin: number;
}

function grow(soil: Soil, within: Uint32Array, depth: number): TreeNode {
  const split = depth > 0 ? bestSplit(soil, within) : null;
  if (!split) return leaf(soil, within);
  const { column, bin } = split;
  const isLow = (i: number): boolean => (column.bins[i] ?? 0) <= bin;
  return [
    column.feature,
    column.thresholds[bin] ?? 0,
    grow(soil, within.filter(isLow), depth - 1),
    grow(
      soil,
      within.filter((i) => !isLow(i)),
      depth - 1,
    ),
  ];
}

function leaf({ gradient, weight, growth }: Soil, within: Uint32Array): number {
  let [sum, weights] = [0, 0];
  for (const i of within) {
    sum += gradient[i] ?? 0;
    weights += weight[i] ?? 0;
  }
  return round4(growth.rate * Math.max(-4, Math.min(4, sum / (weights + 1))));
}

function bestSplit(
  { columns, gradient, weight, growth: { leafMin } }: Soil,
  within: Uint32Array,
): Split | null {
  if (within.length < leafMin * 2) return null;
  let [sum, weights] = [0, 0];
  for (const i of within) {
    sum += gradient[i] ?? 0;
    weights += weight[i] ?? 0;
  }
  const whole = (sum * sum) / (weights + 1);
  let best: Split | null = null;
  let bestGain = 1e-4;
  for (const column of columns) {
    const sums = new Float64Array(BINS);
    const binWeights = new Float64Array(BINS);
    const counts = new Uint32Array(BINS);
    for (const i of within) {
      const bin = column.bins[i] ?? 0;
      sums[bin] = (sums[bin] ?? 0) + (gradient[i] ?? 0);
      binWeights[bin] = (binWeights[bin] ?? 0) + (weight[i] ?? 0);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    let [left, leftWeight, seen] = [0, 0, 0];
    for (let bin = 0; bin < column.thresholds.length; bin += 1) {
      left += sums[bin] ?? 0;
      leftWeight += binWeights[bin] ?? 0;
      seen += counts[bin] ?? 0;
      if (seen < leafMin || within.length - seen < leafMin) continue;
      const right = sum - left;
      const gain =
        (left * left) / (leftWeight + 1) + (right * right) / (weights - leftWeight + 1) - whole;
      if (gain > bestGain) [bestGain, best] = [gain, { column, bin }];
    }
  }
  return best;
}

function softmax(scores: readonly Float64Array[]): Float64Array[] {
  const out = scores.map((score) => new Float64Array(score.length));
  const length = scores[0]?.length ?? 0;
  for (let i = 0; i < length; i += 1) {
    const most = Math.max(...scores.map((score) => score[i] ?? 0));
    let sum = 0;
    for (const score of scores) sum += Math.exp((score[i] ?? 0) - most);
    scores.forEach((score, k) => {
      const share = out[k];
      if (share) share[i] = Math.exp((score[i] ?? 0) - most) / sum;
    });
  }
  return out;
}

function round4(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
