// Several of these checks start what was built. It is built once, before all of them: a build takes the old
// output away first, under the feet of whoever runs from it.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export default function buildOnce() {
  execFileSync('npm', ['run', '-s', 'build'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  execFileSync('node', ['tools/ensure-dashboard.mjs'], { cwd: root, stdio: 'inherit' });
}
