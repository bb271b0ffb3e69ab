import { spawn, type ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';
import { RenderAborted, RenderFailed } from './errors.ts';
import type { Pauses } from './pauses.ts';

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
  const child = spawn(run.binary, ['-hide_banner', '-nostdin', ...run.args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(run.cwd === undefined ? {} : { cwd: run.cwd }),
  });
  const lines = new LastLines();
  child.stderr.on('data', (chunk: Buffer) => lines.add(chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => run.onStdout?.(chunk));
  // SIGKILL and not SIGTERM: ffmpeg would first finish its file, and nobody wants that file.
  const abort = (): void => void child.kill('SIGKILL');
  run.signal?.addEventListener('abort', abort, { once: true });
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
    const reason = error instanceof Error ? error.message : String(error);
    throw new RenderFailed(
      run.what,
      { exitCode: null, signal: null, stderr: [reason] },
      { cause: error },
    );
  } finally {
    run.signal?.removeEventListener('abort', abort);
    stopped();
  }
}

/** SIGKILL, by which it is aborted, reaches a process that stands still as well. */
function followPauses(child: ChildProcess, pauses: Pauses | undefined): () => void {
  if (!pauses) return () => undefined;
  let isStill = false;
  const follow = (): void => {
    if (pauses.isPaused === isStill) return;
    isStill = pauses.isPaused;
    child.kill(isStill ? 'SIGSTOP' : 'SIGCONT');
  };
  follow();
  return pauses.onChange(follow);
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
