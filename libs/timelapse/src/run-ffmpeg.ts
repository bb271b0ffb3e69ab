import { setPriority } from 'node:os';
import { RenderAborted, RenderFailed } from './errors.ts';
import type { Pauses } from './pauses.ts';
import { isItself, spawnTied, type TiedChild } from './tied-child.ts';

const stderrLinesMax = 200;
const stderrLineCharactersMax = 500;

interface FfmpegRun {
  /** Path of the binary. */
  binary: string;
  args: readonly string[];
  /** What is being done, as the beginning of an error message. */
  what: string;
  cwd?: string;
  nice?: number;
  signal?: AbortSignal | undefined;
  /** The process stands still meanwhile, and goes on where it was. */
  pauses?: Pauses | undefined;
  /** Called with what ffmpeg writes to stdout, piece by piece. */
  onStdout?: (chunk: Buffer) => void;
}

/**
 * Runs ffmpeg to its end and returns its last lines on stderr.
 *
 * Throws `RenderFailed` for any other end than exit code 0, and `RenderAborted` when the signal
 * fired; in each case the process is gone by then.
 */
export async function runFfmpeg(run: FfmpegRun): Promise<string[]> {
  throwIfAborted(run.signal);
  const child = await started(run);
  const lines = new LastLines();
  child.stderr.on('data', (chunk: Buffer) => lines.add(chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => run.onStdout?.(chunk));
  // SIGKILL and not SIGTERM: ffmpeg would first finish its file, and nobody wants that file.
  const abort = (): void => void child.kill('SIGKILL');
  run.signal?.addEventListener('abort', abort, { once: true });
  // It may have fired while the child was being started.
  if (run.signal?.aborted === true) abort();
  lowerPriority(child.pid, run.nice ?? 19);
  const stopped = followPauses(child, run.pauses);
  try {
    const end = await new Promise<{ exitCode: number | null; signal: string | null }>(
      (resolve, reject) => {
        child.once('error', reject);
        child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
      },
    );
    throwIfAborted(run.signal);
    if (end.exitCode !== 0) throw new RenderFailed(run.what, { ...end, stderr: lines.all() });
    return lines.all();
  } catch (error) {
    if (error instanceof RenderAborted || error instanceof RenderFailed) throw error;
    throw notStarted(run, error);
  } finally {
    run.signal?.removeEventListener('abort', abort);
    stopped();
  }
}

async function started(run: FfmpegRun): Promise<TiedChild> {
  const args = ['-hide_banner', '-nostdin', ...run.args];
  try {
    return await spawnTied(run.binary, args, run.cwd === undefined ? {} : { cwd: run.cwd });
  } catch (error) {
    throw notStarted(run, error);
  }
}

function notStarted({ what }: FfmpegRun, cause: unknown): RenderFailed {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RenderFailed(what, { exitCode: null, signal: null, stderr: [reason] }, { cause });
}

const itselfPollMs = 5;

/** SIGKILL, by which it is aborted, reaches a process that stands still as well. */
function followPauses(child: TiedChild, pauses: Pauses | undefined): () => void {
  if (!pauses) return () => undefined;
  let isStill = false;
  let later: NodeJS.Timeout | undefined;
  const follow = (): void => {
    clearTimeout(later);
    if (pauses.isPaused === isStill) return;
    if (pauses.isPaused && !isItself(child)) {
      later = setTimeout(follow, itselfPollMs);
      return;
    }
    isStill = pauses.isPaused;
    child.kill(isStill ? 'SIGSTOP' : 'SIGCONT');
  };
  follow();
  const unsubscribe = pauses.onChange(follow);
  return () => {
    clearTimeout(later);
    unsubscribe();
  };
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new RenderAborted(signal.reason);
}

function lowerPriority(pid: number | undefined, nice: number): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, nice);
  } catch {
    // It has already ended, or we run at a lower priority than was asked for.
  }
}

/** The end of a stream of text, by lines, within a bound. */
class LastLines {
  private readonly lines: string[] = [];
  private rest = '';

  add(text: string): void {
    // ffmpeg overwrites its status line with a bare carriage return.
    const parts = (this.rest + text).split(/[\r\n]+/);
    this.rest = (parts.pop() ?? '').slice(-stderrLineCharactersMax);
    for (const part of parts)
      if (part !== '') this.lines.push(part.slice(0, stderrLineCharactersMax));
    this.lines.splice(0, this.lines.length - stderrLinesMax);
  }

  all(): string[] {
    return this.rest === '' ? [...this.lines] : [...this.lines, this.rest];
  }
}
