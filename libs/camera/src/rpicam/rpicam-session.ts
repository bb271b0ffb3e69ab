import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CaptureControls } from '../capture-controls.ts';
import type { CapturedFrame } from '../camera.ts';
import { ChildGroup } from '../process/child-group.ts';
import { forgetProcess, noteProcess } from '../process/process-note.ts';
import { abortError } from '../settle-by-signal.ts';
import { bootMs } from './boot-clock.ts';
import type { RpicamOptions } from './options.ts';
import { keptOpenArguments, type RpicamOutput } from './rpicam-arguments.ts';
import { failureOf } from './rpicam-failure.ts';
import type { RpicamPlace } from './rpicam-one-shot.ts';
import { readTakenFrame, removeOutput } from './taken-frame.ts';

const pollMs = 15;
const metadataFile = 'kept.json';

/**
 * The program kept running, for frames of one and the same exposure: it knows its controls from its
 * start and takes no others.
 *
 * A frame is there once its metadata are whole: the program writes them after the picture, each in
 * place. Pictures are numbered, so that none is taken for another; the metadata are one file, which
 * is removed before the next frame is asked for.
 */
export class RpicamSession {
  private readonly child: ChildGroup;
  private next = 0;

  constructor(
    options: RpicamOptions,
    controls: CaptureControls,
    private readonly place: RpicamPlace,
  ) {
    const { command, folder } = place;
    const output = { image: 'kept-%06d.jpg', metadata: metadataFile };
    this.child = new ChildGroup(command, keptOpenArguments(options, controls, output), { folder });
    if (this.child.pid !== null) noteProcess(folder, this.child.pid);
  }

  get hasEnded(): boolean {
    return this.child.hasEnded;
  }

  /** Rejects with a `CameraError`; the session is of no more use then. */
  async take(signal: AbortSignal): Promise<CapturedFrame> {
    const { folder, nowMs } = this.place;
    const askedAtMs = bootMs();
    for (;;) {
      const output = {
        image: `kept-${String(this.next).padStart(6, '0')}.jpg`,
        metadata: metadataFile,
      };
      await removeOutput(folder, output);
      await this.awaitTrue(() => this.hears(), signal);
      this.child.signal('SIGUSR1');
      await this.awaitTrue(() => this.isWritten(output), signal);
      this.next += 1;
      const { frame, isOfBefore } = await readTakenFrame(folder, output, { askedAtMs, nowMs });
      // It lay in the camera's queue when we asked; the next one was exposed after.
      if (!isOfBefore) return frame;
    }
  }

  /** Resolves when the program has gone, or does not go. */
  async end(): Promise<void> {
    await this.child.stop();
    forgetProcess(this.place.folder);
  }

  /**
   * Whether it catches SIGUSR1 yet (SigCgt, proc(5)): it does once the camera is open, and would die
   * of the signal before.
   */
  private hears(): boolean {
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
      const caught = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
      return ((caught >> BigInt(constants.signals.SIGUSR1 - 1)) & 1n) === 1n;
    } catch {
      return false;
    }
  }

  private async isWritten({ metadata }: RpicamOutput): Promise<boolean> {
    const text = await readFile(join(this.place.folder, metadata), 'utf8').catch(() => '');
    return text.trimEnd().endsWith('}');
  }

  private async awaitTrue(
    look: () => boolean | Promise<boolean>,
    signal: AbortSignal,
  ): Promise<void> {
    while (!(await look())) {
      if (signal.aborted) throw abortError(signal);
      if (this.child.hasEnded) {
        throw failureOf(this.place.command, await this.child.ended, this.child.lastLines());
      }
      await delay(pollMs);
    }
  }
}
