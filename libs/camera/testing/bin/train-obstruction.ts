/**
 * `npm run validator:train [-- --cameras 40]`: grows the trees that tell what lies on a lens, from
 * simulated cameras whose seeds begin with "train-". No other program uses those seeds.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { differenceFrom } from '../../src/obstruction/scene-features.ts';
import { viewOf } from '../../src/obstruction/scene-reference.ts';
import { readSmallPicture } from '../../src/small-picture.ts';
import { growTrees, type Example } from '../grow-trees.ts';
import { dirts } from '../lens-dirt.ts';
import { soiledScenes } from '../soiled-scenes.ts';

const { values } = parseArgs({ options: { cameras: { type: 'string', default: '40' } } });
const examples: Example[] = [];
for (let camera = 0; camera < Number(values.cameras); camera += 1) {
  for await (const scene of soiledScenes(`train-${camera}`, 500_000 + camera)) {
    const view = viewOf(await readSmallPicture(scene.jpeg));
    const { features } = differenceFrom(scene.reference, view);
    examples.push({ features, label: scene.condition });
  }
  process.stdout.write(`camera ${camera + 1}: ${examples.length} examples\n`);
}
const classes = ['clear', ...dirts];
const model = growTrees(examples, classes, { rounds: 60, depth: 3, rate: 0.15, leafMin: 8 });
const file = new URL('../../src/obstruction/obstruction-model.ts', import.meta.url);
await writeFile(
  file,
  `import type { BoostedTrees } from './boosted-trees.ts';

/** Grown by \`npm run validator:train\` from ${examples.length} frames; not edited by hand. */
export const obstructionModel = JSON.parse(
  '${JSON.stringify(model)}',
) as BoostedTrees;
`,
);
