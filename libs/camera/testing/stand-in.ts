import { chmod, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Node keeps SIGUSR1 to itself, so a shell hears it in the program's place and leaves a note. Until
 * it does, a signal ends it, as it would the real program.
 */
function wrapper(folder: string, program: string): string {
  return `#!/bin/sh
export EYRIE_STAND_IN=${folder}
case " $* " in *" --signal "*) ;; *) exec ${program} "$@" ;; esac
rm -f ${folder}/pending
${program} "$@" &
child=$!
sleep 0.06
trap 'echo shoot > ${folder}/pending' USR1
while kill -0 $child 2>/dev/null; do wait $child; code=$?; done
exit $code
`;
}

/** A program under the name of another, whose faults a test chooses while it runs. */
export class StandIn {
  private constructor(
    readonly folder: string,
    /** What to start in place of the real program. */
    readonly command: string,
  ) {}

  static async rpicam(): Promise<StandIn> {
    const folder = await mkdtemp(join(tmpdir(), 'eyrie-stand-in-'));
    const script = fileURLToPath(new URL('./stand-in-rpicam.ts', import.meta.url));
    const command = join(folder, 'rpicam-still');
    await writeFile(command, wrapper(folder, `${process.execPath} --no-warnings ${script}`));
    await chmod(command, 0o755);
    return new StandIn(folder, command);
  }

  /** Of the frames from now on; '' for none. */
  fault(name: string): Promise<void> {
    return this.set('fault', name);
  }

  set(name: string, value: string): Promise<void> {
    return writeFile(join(this.folder, name), value);
  }

  /** The arguments of each start so far, with the number of the process before them. */
  async starts(): Promise<string[]> {
    const text = await readFile(join(this.folder, 'starts'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  /** The number of the process that was started last; null before the first. */
  async lastStart(): Promise<number | null> {
    const file = await open(join(this.folder, 'starts'), 'r').catch(() => null);
    if (!file) return null;
    try {
      // Only its end: within an hour it grows to megabytes.
      const { size } = await file.stat();
      const end = Buffer.alloc(Math.min(size, 8_192));
      await file.read(end, 0, end.length, size - end.length);
      const last = end.toString('utf8').trimEnd().split('\n').at(-1) ?? '';
      const pid = Number.parseInt(last, 10);
      return Number.isNaN(pid) ? null : pid;
    } finally {
      await file.close();
    }
  }

  /** A folder for what is under test. */
  async scratch(): Promise<string> {
    const scratch = join(this.folder, 'scratch');
    await mkdir(scratch, { recursive: true });
    return scratch;
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
