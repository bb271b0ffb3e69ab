import { leafOf, type BoostedTrees, type TreeNode } from '../src/obstruction/boosted-trees.ts';

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
}

/** Gradient boosting of regression trees on the multinomial deviance. No randomness: same data, same trees. */
export function growTrees(
  examples: readonly Example[],
  classes: readonly string[],
  { rounds, depth, rate, leafMin }: Growth,
): BoostedTrees {
  const rows = examples.map(({ features }) => features);
  const orders = sortedOrders(rows);
  const start = classes.map((name) => {
    const share = examples.filter(({ label }) => label === name).length / examples.length;
    return round4(Math.log(Math.max(1e-6, share)));
  });
  const scores = classes.map((_, k) => new Float64Array(examples.length).fill(start[k] ?? 0));
  const grown: TreeNode[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const shares = softmax(scores);
    const trees = classes.map((name, k) => {
      const gradient = Float64Array.from(
        examples,
        ({ label }, i) => (label === name ? 1 : 0) - (shares[k]?.[i] ?? 0),
      );
      const weight = Float64Array.from(gradient, (_, i) => {
        const p = shares[k]?.[i] ?? 0;
        return Math.max(1e-6, p * (1 - p));
      });
      const all = new Uint8Array(examples.length).fill(1);
      return grow({ rows, orders, gradient, weight, rate, leafMin }, all, depth);
    });
    trees.forEach((tree, k) => {
      const score = scores[k];
      rows.forEach((row, i) => {
        if (score) score[i] = (score[i] ?? 0) + leafOf(tree, row);
      });
    });
    grown.push(trees);
  }
  return { classes, start, rounds: grown };
}

interface Soil {
  readonly rows: readonly (readonly number[])[];
  readonly orders: readonly Uint32Array[];
  readonly gradient: Float64Array;
  readonly weight: Float64Array;
  readonly rate: number;
  readonly leafMin: number;
}

function grow(soil: Soil, within: Uint8Array, depth: number): TreeNode {
  const split = depth > 0 ? bestSplit(soil, within) : null;
  if (!split) return leaf(soil, within);
  const low = within.map((is, i) =>
    is && (soil.rows[i]?.[split.feature] ?? 0) < split.threshold ? 1 : 0,
  );
  const high = within.map((is, i) => (is && !low[i] ? 1 : 0));
  return [split.feature, split.threshold, grow(soil, low, depth - 1), grow(soil, high, depth - 1)];
}

function leaf({ gradient, weight, rate }: Soil, within: Uint8Array): number {
  let [sum, weights] = [0, 0];
  within.forEach((is, i) => {
    if (!is) return;
    sum += gradient[i] ?? 0;
    weights += weight[i] ?? 0;
  });
  return round4(rate * Math.max(-4, Math.min(4, sum / (weights + 1))));
}

function bestSplit(
  { rows, orders, gradient, weight, leafMin }: Soil,
  within: Uint8Array,
): { feature: number; threshold: number } | null {
  let [sum, weights, count] = [0, 0, 0];
  within.forEach((is, i) => {
    if (!is) return;
    sum += gradient[i] ?? 0;
    weights += weight[i] ?? 0;
    count += 1;
  });
  if (count < leafMin * 2) return null;
  const whole = (sum * sum) / (weights + 1);
  let best: { feature: number; threshold: number } | null = null;
  let bestGain = 1e-4;
  orders.forEach((order, feature) => {
    let [left, leftWeight, seen] = [0, 0, 0];
    let before = NaN;
    for (const i of order) {
      if (!within[i]) continue;
      const value = rows[i]?.[feature] ?? 0;
      if (seen >= leafMin && count - seen >= leafMin && value > before) {
        const right = sum - left;
        const gain =
          (left * left) / (leftWeight + 1) + (right * right) / (weights - leftWeight + 1) - whole;
        if (gain > bestGain) {
          bestGain = gain;
          best = { feature, threshold: round4((before + value) / 2) };
        }
      }
      left += gradient[i] ?? 0;
      leftWeight += weight[i] ?? 0;
      seen += 1;
      before = value;
    }
  });
  return best;
}

function sortedOrders(rows: readonly (readonly number[])[]): Uint32Array[] {
  const features = rows[0]?.length ?? 0;
  return Array.from({ length: features }, (_, feature) =>
    Uint32Array.from(rows.keys()).sort(
      (a, b) => (rows[a]?.[feature] ?? 0) - (rows[b]?.[feature] ?? 0),
    ),
  );
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
