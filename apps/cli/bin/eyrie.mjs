#!/usr/bin/env node
// Starts `eyrie` on the Node.js that the workspace pins, from source in a checkout and from dist
// where it was built. The rest of the command is TypeScript in ../src.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const hooks = path.join(root, 'tools/swc-hooks.mjs');
const fromSource = existsSync(hooks);

function startAgain() {
  const pinned = path.join(root, 'node_modules/.bin/node');
  const major = Number(process.versions.node.split('.')[0]);
  const node = major < 24 && existsSync(pinned) ? pinned : process.execPath;
  const flags = ['--conditions=@eyrie/source', '--enable-source-maps', '--import', hooks];
  const words = [...flags, import.meta.filename, ...process.argv.slice(2)];
  // In place of this process where the runtime can do that: then signals need no passing on.
  process.execve?.(node, [node, ...words], process.env);
  const child = spawn(node, words, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

if (fromSource && !process.execArgv.some((flag) => flag.includes('@eyrie/source'))) {
  startAgain();
} else {
  const { main } = await import(fromSource ? '../src/main.ts' : '../dist/main.js');
  await main(process.argv);
}
