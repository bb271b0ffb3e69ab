import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { collectEdgePrograms, nodeFor } from '../../edge-image/build/edge-software.ts';
import { step } from '../../edge-image/build/run.ts';
import { writePackage, type Architecture } from './package.ts';

const architectures: readonly string[] = ['arm64', 'amd64'] satisfies Architecture[];

/** `npm run deb:build -- [--architecture arm64] [FILE]`: the package for a Raspberry Pi OS that is there already. */
function main(): void {
  const { values, positionals } = parseArgs({
    options: { architecture: { type: 'string', default: 'arm64' } },
    allowPositionals: true,
  });
  const { architecture } = values;
  if (!architectures.includes(architecture)) {
    throw new Error(
      `There are packages for ${architectures.join(' and ')}, not for ${architecture}.`,
    );
  }
  const manifest = path.resolve(import.meta.dirname, '../../../package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const file = path.resolve(positionals[0] ?? `eyrie-edge_${version}_${architecture}.deb`);
  const cache = process.env['EYRIE_IMAGE_CACHE'] ?? path.join(os.homedir(), '.cache/eyrie-image');
  const work = path.join(cache, `package-${architecture}`);
  const processor = architecture === 'amd64' ? 'x64' : 'arm64';
  const app = path.join(cache, `app-${architecture}`);
  collectEdgePrograms(app, processor);
  writePackage(file, work, {
    architecture: architecture as Architecture,
    version,
    app,
    node: nodeFor(processor, cache),
  });
  step(`${file} is made`);
}

main();
