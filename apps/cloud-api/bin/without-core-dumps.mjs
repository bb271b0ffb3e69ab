// A process that crashes may leave its whole memory on the disk, with every secret in it. A process cannot
// lower its own limit in Node.js, so that this one starts itself once more, under a shell's `ulimit -c 0`,
// in its own place: the same process id, arguments and signals. Imported before anything else.
import { spawnSync } from 'node:child_process';

const shell = '/bin/sh';
const mark = 'EYRIE_CORE_DUMPS_ARE_OFF';

/** Diagnostic reports tell how a process ended, and must not tell its environment. */
if (process.report) process.report.excludeEnv = true;

const isDone = process.env[mark] !== undefined;
delete process.env[mark];
if (!isDone && process.execve && writesCoreDumps()) {
  const words = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const line = 'ulimit -c 0 && exec "$0" "$@"';
  process.execve(shell, ['sh', '-c', line, ...words], { ...process.env, [mark]: 'yes' });
}

function writesCoreDumps() {
  const answer = spawnSync(shell, ['-c', 'ulimit -c'], { encoding: 'utf8' });
  // Where there is no shell to ask there is none to start again under.
  return answer.status === 0 && answer.stdout.trim() !== '0';
}
