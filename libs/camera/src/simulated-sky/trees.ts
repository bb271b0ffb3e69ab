import { clamp, mix, randomFrom } from './noise.ts';
import { material, type Landscape } from './landscape.ts';

/** Conifers on the camera's own meadow, drawn over the land; groups left and right, a gap between. */
export function plantTrees(land: Landscape, seed: number): void {
  const { view } = land;
  const random = randomFrom(seed);
  const gap = 0.3 + random() * 0.4;
  const trees: { x: number; foot: number; tall: number; seed: number; distance: number }[] = [];
  for (let n = 0; n < 170; n += 1) {
    const x = random();
    const clear = Math.abs(x - gap) / 0.36;
    const distance = 75 + random() * 190;
    if (clear < 0.35 + random() * 0.9) continue;
    const metres = (9 + random() * 14) * (0.75 + 0.3 * Math.min(1.6, clear));
    const ground = -7 - distance * 0.3 - 0.00009 * distance * distance;
    trees.push({
      x: x * view.width,
      foot: view.horizon - (ground / distance) * view.focal + 4,
      tall: (metres / distance) * view.focal,
      seed: Math.floor(random() * 1e9),
      distance,
    });
  }
  trees.sort((a, b) => b.distance - a.distance);
  for (const tree of trees) drawTree(land, tree);
}

function drawTree(
  land: Landscape,
  tree: { x: number; foot: number; tall: number; seed: number; distance: number },
): void {
  const { view } = land;
  const spread = tree.tall * (0.13 + (tree.seed % 97) / 1400);
  const whorls = 11 + (tree.seed % 7);
  const first = Math.max(0, Math.floor(tree.foot - tree.tall));
  const last = Math.min(view.height - 1, Math.floor(tree.foot));
  for (let row = first; row <= last; row += 1) {
    const down = (row - (tree.foot - tree.tall)) / tree.tall;
    const whorl = down * whorls;
    const drop = whorl - Math.floor(whorl);
    const ragged = (mix(tree.seed + Math.floor(whorl) * 7919) & 255) / 255;
    const reach = spread * down ** 0.85 * (0.5 + 0.5 * drop) * (0.75 + 0.5 * ragged);
    const left = Math.ceil(tree.x - reach - 0.6);
    const right = Math.floor(tree.x + reach + 0.6);
    for (let column = Math.max(0, left); column <= Math.min(view.width - 1, right); column += 1) {
      const side = (column - tree.x) / Math.max(1, reach);
      const speck = (mix(column * 9176 + row * 131 + tree.seed) & 63) - 32;
      if (Math.abs(side) > 0.7 && speck > 8) continue;
      const at = row * view.width + column;
      land.kind[at] = material.tree;
      land.grain[at] = clamp(112 + (drop - 0.5) * 46 + speck * 0.8, 0, 255);
      land.snow[at] = clamp(46 - drop * 30 + speck * 0.4, 0, 255);
      land.normalX[at] = clamp(side * 90, -127, 127);
      land.normalY[at] = 70 - drop * 30;
      land.normalZ[at] = -60;
      land.far[at] = 60;
      land.height[at] = 20;
      if (row < (land.skyline[column] ?? 0)) land.skyline[column] = row;
    }
  }
}
