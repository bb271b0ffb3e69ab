import type { CaptureControls } from '../capture-controls.ts';
import { CameraError } from '../camera.errors.ts';
import type { CapturedFrame } from '../camera.ts';
import { ChildGroup } from '../process/child-group.ts';
import { forgetProcess, noteProcess } from '../process/process-note.ts';
import { abortError } from '../settle-by-signal.ts';
import { bootMs } from './boot-clock.ts';
import type { RpicamOptions } from './options.ts';
import { oneShotArguments } from './rpicam-arguments.ts';
import { failureOf } from './rpicam-failure.ts';
import { readTakenFrame, removeOutput } from './taken-frame.ts';

export interface RpicamPlace {
  /** The program: a name on the PATH, or a path. */
  readonly command: string;
  /** The camera's own; short-lived files, best in memory. */
  readonly folder: string;
  readonly nowMs: () => number;
}

const output = { image: 'one.jpg', metadata: 'one.json' };
/** Whatever the caller's patience: an automatic exposure may take several times the longest one. */
const watchdogMs = 330_000;

/** A start of the program for each frame: slow by a second, and never in a state of before. */
export async function takeOneShot(
  options: RpicamOptions,
  { command, folder, nowMs }: RpicamPlace,
  { controls, signal }: { controls: CaptureControls; signal: AbortSignal },
): Promise<CapturedFrame> {
  if (signal.aborted) throw abortError(signal);
  await removeOutput(folder, output);
  const askedAtMs = bootMs();
  const child = new ChildGroup(command, oneShotArguments(options, controls, output), { folder });
  if (child.pid !== null) noteProcess(folder, child.pid);
  const stop = (): void => void child.stop();
  // No AbortSignal.any of the two: what it makes of a timeout and of signals that it made before is
  // never freed in Node.js 24, half a kilobyte a frame.
  const late = new AbortController();
  const watchdog = setTimeout(() => {
    late.abort();
    stop();
  }, watchdogMs);
  const hasGivenUp = (): boolean => signal.aborted;
  signal.addEventListener('abort', stop, { once: true });
  if (hasGivenUp()) stop();
  try {
    const end = await child.ended;
    if (hasGivenUp()) throw abortError(signal);
    if (late.signal.aborted) throw new CameraError('hang', 'No frame came in time.');
    if (end.error || end.exitCode !== 0) throw failureOf(command, end, child.lastLines());
  } catch (error) {
    await removeOutput(folder, output);
    throw error;
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener('abort', stop);
    forgetProcess(folder);
  }
  const { frame, isOfBefore } = await readTakenFrame(folder, output, { askedAtMs, nowMs });
  // The program was not even started then: these are the metadata of some other frame.
  if (isOfBefore) throw new CameraError('bad-frame', 'The metadata are of an earlier frame.');
  return frame;
}
