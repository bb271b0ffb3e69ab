/**
 * `npm run validator:train [-- --cameras 60]`: grows the trees that tell what lies on a lens, from
 * simulated cameras whose seeds begin with "train-", and from the same as other cameras would show
 * them. No other program uses those seeds, and no photograph is among them.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { differenceFrom } from '../../src/obstruction/scene-features.ts';
import { viewOf } from '../../src/obstruction/scene-reference.ts';
import { readSmallPicture } from '../../src/small-picture.ts';
import { cameraLook } from '../camera-look.ts';
import { growTrees, type Example } from '../grow-trees.ts';
import { dirts } from '../lens-dirt.ts';
import { film, soiledScenes, type Footage } from '../soiled-scenes.ts';

const { values } = parseArgs({ options: { cameras: { type: 'string', default: '60' } } });
const examples: Example[] = [];

async function teach(footage: Footage, number: number): Promise<void> {
  for await (const scene of soiledScenes(footage, number)) {
    const view = viewOf(await readSmallPicture(scene.jpeg));
    const { features } = differenceFrom(scene.reference, view);
    examples.push({ features, label: scene.condition });
  }
}

/** The frames of one camera as another would show them. */
async function dressed({ seed, learned, shown }: Footage, number: number): Promise<Footage> {
  const look = cameraLook(number);
  const again: Footage['shown'][number][] = [];
  const known: Uint8Array[] = [];
  for (const jpeg of learned.slice(0, 16)) known.push(await look(jpeg));
  for (const frame of shown.slice(0, 6)) again.push({ ...frame, jpeg: await look(frame.jpeg) });
  return { seed, learned: known, shown: again };
}

for (let camera = 0; camera < Number(values.cameras); camera += 1) {
  const footage = await film(`train-${camera}`, 500_000 + camera, 12);
  await teach(footage, 500_000 + camera);
  for (const other of [510_000 + camera, 520_000 + camera]) {
    await teach(await dressed(footage, other), other);
  }
  process.stdout.write(`camera ${camera + 1}: ${examples.length} examples\n`);
}
const model = growTrees(examples, ['clear', ...dirts], {
  rounds: 160,
  depth: 3,
  rate: 0.12,
  leafMin: 8,
  examplesShare: 0.6,
  featuresShare: 0.2,
});
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
