import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A file system of a few megabytes in a mount namespace of its own, which a worker takes for its card:
 * it can be filled up, and be turned read-only. It is gone with the process that holds it.
 */
export class SmallCard {
  private constructor(
    private readonly holder: ChildProcess,
    private readonly enter: readonly string[],
    readonly folder: string,
  ) {}

  static async insert(folder: string, megabytes: number): Promise<SmallCard> {
    const isRoot = process.getuid?.() === 0;
    const own = isRoot ? [] : ['--user', '--map-root-user'];
    const script = `mount -t tmpfs -o size=${megabytes}m eyrie-card "$0" && echo ready && exec cat`;
    const holder = spawn('unshare', [...own, '--mount', 'sh', '-c', script, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [said] = (await Promise.race([
      once(holder.stdout, 'data'),
      once(holder, 'exit').then(() => ['no mount namespace can be made here']),
    ])) as [unknown];
    if (String(said).trim() !== 'ready') throw new Error(`No small card: ${String(said)}`);
    const user = isRoot ? [] : ['--user', '--preserve-credentials'];
    return new SmallCard(holder, ['nsenter', '-t', String(holder.pid), ...user, '--mount'], folder);
  }

  get prefix(): readonly string[] {
    return this.enter;
  }

  /** Where this process sees what the worker sees at that path. */
  readonly seenAt = (path: string): string => `/proc/${this.holder.pid}/root${path}`;

  /** To the last byte, and again what was given back meanwhile. */
  fill(): Promise<void> {
    return this.do('cat /dev/zero >> "$0/filler" 2>/dev/null; true');
  }

  empty(): Promise<void> {
    return this.do('rm -f "$0/filler"');
  }

  turn(how: 'ro' | 'rw'): Promise<void> {
    return this.do(`mount -o remount,${how} "$0"`);
  }

  async remove(): Promise<void> {
    if (this.holder.exitCode !== null) return;
    const exited = once(this.holder, 'exit');
    this.holder.kill('SIGKILL');
    await exited;
  }

  private async do(script: string): Promise<void> {
    const [program = '', ...words] = this.enter;
    await run(program, [...words, 'sh', '-c', script, this.folder]);
  }
}
