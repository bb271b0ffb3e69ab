import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { missingPrograms, programs } from './control-plane.ts';

/** Builds a control plane where none is kept yet, and says what that takes where it cannot. */
export default function buildOnce(): void {
  if (missingPrograms().length === 0) return;
  const has = (program: string) => spawnSync(program, ['version']).status === 0;
  if (spawnSync('etcd', ['--version']).status !== 0) {
    throw new Error('check:cluster needs etcd (apt-get install etcd-server).');
  }
  if (!has('go')) {
    throw new Error(
      `check:cluster needs ${missingPrograms().join(', ')} in ${programs}, or Go to build them.`,
    );
  }
  process.stdout.write(
    `Builds a control plane into ${programs}: once, a quarter of an hour or more.\n`,
  );
  const script = path.join(import.meta.dirname, 'build-programs.sh');
  const { status } = spawnSync('bash', [script, programs], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The control plane was not built; the lines above say why.');
}
