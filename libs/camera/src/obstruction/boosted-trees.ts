/** A split at `threshold` of a feature, or a leaf: [feature, threshold, below, notBelow] or a value. */
export type TreeNode = number | readonly [number, number, TreeNode, TreeNode];

/** Sums of small trees per class (Friedman, 2001): a few hundred comparisons for an answer. */
export interface BoostedTrees {
  readonly classes: readonly string[];
  readonly start: readonly number[];
  /** By round, then by class. */
  readonly rounds: readonly (readonly TreeNode[])[];
}

/** The probability of each class. */
export function probabilities(model: BoostedTrees, features: readonly number[]): number[] {
  const scores = [...model.start];
  for (const round of model.rounds) {
    round.forEach((tree, index) => {
      scores[index] = (scores[index] ?? 0) + leafOf(tree, features);
    });
  }
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

export function leafOf(tree: TreeNode, features: readonly number[]): number {
  let node = tree;
  while (typeof node !== 'number') {
    node = (features[node[0]] ?? 0) < node[1] ? node[2] : node[3];
  }
  return node;
}
