#!/usr/bin/env node
// Starts `eyrie` on the Node.js that the workspace pins, from source in a checkout and from dist
// where it was built. The rest of the command is TypeScript in ../src.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const hooks = path.join(root, 'tools/swc-hooks.mjs');
const fromSource = existsSync(hooks);
const nodeMajor = Number(process.versions.node.split('.')[0]);

if (fromSource && !process.execArgv.some((flag) => flag.includes('@eyrie/source'))) {
  const pinned = path.join(root, 'node_modules/.bin/node');
  const node = nodeMajor < 24 && existsSync(pinned) ? pinned : process.execPath;
  const flags = ['--conditions=@eyrie/source', '--enable-source-maps', '--import', hooks];
  // The child shares the terminal and so gets Ctrl-C itself; this one only passes its exit on.
  process.on('SIGINT', () => {});
  const child = spawn(node, [...flags, import.meta.filename, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
} else {
  const { main } = await import(fromSource ? '../src/main.ts' : '../dist/main.js');
  await main(process.argv);
}
