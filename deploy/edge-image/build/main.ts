import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeImage } from './disk-image.ts';
import { defaultSizes, partitions } from './layout.ts';
import { rootLayers } from './layers.ts';
import { makeRoot } from './root.ts';
import { outputOf, step } from './run.ts';

/** `npm run image:build -- [FILE]`: the card's image, eyrie.img where nothing else is said. Needs root. */
function main(): void {
  const image = path.resolve(process.argv[2] ?? 'eyrie.img');
  const cache = process.env['EYRIE_IMAGE_CACHE'] ?? path.join(os.homedir(), '.cache/eyrie-image');
  if (process.getuid?.() !== 0) throw new Error('Only root may make files of every owner.');
  if (!outputOf('arch-test', ['arm64']).includes('ok')) {
    throw new Error('This machine runs no arm64: install qemu-user-static and binfmt-support.');
  }
  mkdirSync(cache, { recursive: true });
  const layers = rootLayers(cache);
  const root = path.join(cache, 'image-root');
  makeRoot(root, layers, cache);
  const example = path.resolve(import.meta.dirname, '../provision.txt.example');
  const card = { 'provision.txt': readFileSync(example, 'utf8') };
  writeImage(image, partitions(defaultSizes), { root, card });
  rmSync(root, { recursive: true });
  step(`${image} is made`);
}

main();
