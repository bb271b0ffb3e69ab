import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pictureLibrary } from '@eyrie/camera';
import {
  idFromUuid,
  type BlobReference,
  type TimelapseCompleted,
  type WorkerStatus,
} from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import {
  makePoster,
  NothingToRender,
  renderTimelapse,
  type Pauses,
  type RenderedVideo,
  type RenderProgress,
} from '@eyrie/timelapse';
import { instantOf, type Clock } from '../clock.ts';
import type { LedgerEntry, WindowEntry, WindowName } from '../media/ledger-entry.ts';
import type { FrameOfWindow, WindowFrames } from '../media/ledger-state.ts';
import type { Ledger } from '../media/ledger.ts';
import type { MediaFiles } from '../media/media-files.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import type { Outbox } from '../records/outbox.ts';
import { Turns } from '../turns.ts';
import { newUuid } from '../uuid.ts';
import { nextRipe } from './windows.ts';

export interface TimelapseRunnerOptions {
  readonly ledger: Ledger;
  readonly files: MediaFiles;
  readonly outbox: Outbox;
  readonly events: DeviceEvents;
  readonly clock: Clock;
  readonly log: Logger;
  /** Of the runner alone; emptied at start. On the file system of the media. */
  readonly workFolder: string;
  /** Whether the disk takes files at present. */
  readonly mayWrite?: () => boolean;
  /** While it says so nothing is rendered, and what is being rendered stands still. */
  readonly pauses?: Pauses;
  /** The libraries that do the work; tests hand in others. */
  readonly render?: typeof renderTimelapse;
  readonly poster?: typeof makePoster;
  readonly graceMs?: number;
}

interface MadeVideo {
  readonly video: RenderedVideo;
  readonly references: Pick<TimelapseCompleted, 'video' | 'poster'>;
}

const lookMs = 1_000;
const triesMax = 3;
const framesMin = 2;
const niceness = 19;

/** A video that somebody asked for. Milliseconds; `to` excluded. */
export interface WantedVideo {
  readonly cameraId: string;
  readonly from: number;
  readonly to: number;
  readonly fps: number;
  readonly crf: number;
}

/** Renders the video of each window that has ended, each window once, and those that are asked for. */
export class TimelapseRunner {
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private current: WorkerStatus['render'] = null;
  private completed = 0;
  /** Whether something may lie in the work folder that a render left, be it of the process before. */
  private isUntidy = true;
  /** One video at a time: it takes all the memory that a Pi can spare. */
  private readonly turns = new Turns();

  constructor(private readonly options: TimelapseRunnerOptions) {}

  get progress(): WorkerStatus['render'] {
    return this.current;
  }

  /** Since the start of the process. */
  get rendered(): number {
    return this.completed;
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /**
   * A video of the pictures of a stretch that are still here. Not tried again: whoever asked is told.
   * @throws NothingToRender and what rendering rejects with
   */
  renderWanted(
    wanted: WantedVideo,
    onProgress: (report: RenderProgress) => void,
  ): Promise<TimelapseCompleted> {
    return this.turns.run(async () => {
      const { ledger, clock } = this.options;
      const { cameraId, from, to, fps, crf } = wanted;
      const frames = ledger.framesBetween(cameraId, from, to);
      if (frames.length < framesMin) throw new NothingToRender([]);
      const timelapseId = idFromUuid('timelapse', newUuid(clock.now()));
      try {
        const made = await this.make(frames, { timelapseId, fps, crf }, (report) => {
          this.show(cameraId, report);
          onProgress(report);
        });
        return await this.complete({ cameraId, timelapseId, from, to }, made, []);
      } finally {
        this.current = null;
      }
    });
  }

  /** Renders the next ripe window; false when there is none. */
  async renderNext(): Promise<boolean> {
    const { ledger, clock, graceMs = 3_000 } = this.options;
    if (this.isStopping()) return false;
    const window = nextRipe(ledger.windowsWithFrames(), clock.now(), graceMs);
    if (!window) return false;
    // The id is durable before anything is rendered: a render that is repeated after a crash is
    // still the same timelapse.
    const progress = window.progress ?? (await this.begin(window));
    if (window.frames.length < framesMin) {
      await this.close(progress, 'skipped');
      const { cameraId, frames } = window;
      const note = { event: 'timelapse_skipped', cameraId, frames: frames.length };
      this.options.log.info(note, 'A window has too few frames for a video.');
      return true;
    }
    try {
      await this.renderWindow(window, progress);
    } catch (error) {
      if (this.isStopping()) return false;
      await this.failed(progress, error);
    } finally {
      this.current = null;
    }
    return true;
  }

  private async run(): Promise<void> {
    const { clock, log, mayWrite, pauses } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        // A card that takes no files is no fault of a window: its turns are not used up by it.
        if (mayWrite?.() !== false && pauses?.isPaused !== true) {
          await this.turns.run(() => this.tidyUp());
          while (await this.turns.run(() => this.renderNext()));
        }
      } catch (error) {
        log.error({ event: 'timelapse_turn_failed', err: error }, 'Rendering is tried again.');
      }
      await clock.sleep(lookMs, signal);
    }
  }

  /** Only after a render: the card is not to be asked each second what lies in an empty folder. */
  private async tidyUp(): Promise<void> {
    if (!this.isUntidy) return;
    await emptyFolder(this.options.workFolder);
    this.isUntidy = false;
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private async begin({ cameraId, from, to }: WindowFrames): Promise<WindowEntry> {
    const timelapseId = idFromUuid('timelapse', newUuid(this.options.clock.now()));
    const entry: WindowEntry = {
      op: 'window',
      cameraId,
      from,
      to,
      timelapseId,
      state: 'open',
      attempts: 0,
      notBefore: 0,
    };
    await this.options.ledger.write([entry]);
    return entry;
  }

  private async renderWindow(window: WindowFrames, progress: WindowEntry): Promise<void> {
    const { cameraId, frames, from, to } = window;
    const { timelapseId } = progress;
    const { fps, crf } = window.window;
    const made = await this.make(frames, { timelapseId, fps, crf }, (report) =>
      this.show(cameraId, report),
    );
    await this.complete({ cameraId, timelapseId, from, to }, made, [
      { ...progress, state: 'done' },
    ]);
  }

  private async make(
    frames: readonly FrameOfWindow[],
    { timelapseId, fps, crf }: { timelapseId: string; fps: number; crf: number },
    onProgress: (report: RenderProgress) => void,
  ): Promise<MadeVideo> {
    const { files, workFolder, pauses } = this.options;
    const { render = renderTimelapse, poster = makePoster } = this.options;
    const { signal } = this.stopping;
    // Rendering looks at pictures with the same library, which holds little only as it is loaded here.
    await pictureLibrary();
    this.isUntidy = true;
    await mkdir(workFolder, { recursive: true });
    const output = path.join(workFolder, `${timelapseId}.mp4`);
    const posterFile = path.join(workFolder, `${timelapseId}.jpg`);
    const video = await render({
      frames: frames.map(({ sha256, note }) => ({
        path: files.pathOf({ sha256, mediaType: 'image/jpeg' }),
        capturedAt: note.capturedAt,
        hash: sha256,
      })),
      output,
      workFolder,
      fps,
      quality: crf,
      nice: niceness,
      signal,
      onProgress,
      ...(pauses ? { pauses } : {}),
    });
    await poster(output, posterFile, { nice: niceness, signal });
    const posterReference = await referenceTo(posterFile, 'image/jpeg');
    const videoReference: BlobReference = {
      sha256: video.sha256,
      bytes: video.bytes,
      mediaType: 'video/mp4',
    };
    await files.adopt(posterFile, posterReference);
    await files.adopt(output, videoReference);
    return { video, references: { video: videoReference, poster: posterReference } };
  }

  /** As with frames: the record first, held until the account of its bytes is durable too. */
  private async complete(
    { cameraId, timelapseId, from, to }: WindowName & { timelapseId: string },
    { video, references }: MadeVideo,
    closing: readonly LedgerEntry[],
  ): Promise<TimelapseCompleted> {
    const { ledger, outbox, events, clock, log } = this.options;
    const data: TimelapseCompleted = {
      timelapseId,
      cameraId,
      from: instantOf(from),
      to: instantOf(to),
      frames: video.frames,
      skippedFrames: video.skipped.length,
      fps: video.fps,
      durationSeconds: video.durationSeconds,
      widthPx: video.width,
      heightPx: video.height,
      codec: video.codec,
      ...references,
    };
    const held = await outbox.appendHeld(
      events.draft({ type: 'timelapse.completed', cameraId, data: { ...data } }),
    );
    const base = { op: 'blob' as const, addedAt: clock.now(), record: held.name };
    const entries = [
      { ...base, ...references.poster, kind: 'poster' as const },
      { ...base, ...references.video, kind: 'video' as const },
      ...closing,
    ];
    while (!(await this.isWritten(ledger.write(entries)))) {
      // Rendering it again would name the same timelapse twice; so nothing else until it is written.
      await clock.sleep(lookMs, this.stopping.signal);
      if (this.stopping.signal.aborted) return data;
    }
    held.release();
    this.completed += 1;
    const { frames, skippedFrames } = data;
    log.info(
      { event: 'timelapse_rendered', timelapseId, cameraId, frames, skippedFrames },
      'A timelapse is rendered.',
    );
    return data;
  }

  private isWritten(writing: Promise<void>): Promise<boolean> {
    return writing.then(
      () => true,
      (error: unknown) => {
        this.options.log.error({ event: 'ledger_full', err: error }, 'The account is not written.');
        return false;
      },
    );
  }

  private async failed(progress: WindowEntry, error: unknown): Promise<void> {
    const { ledger, events, clock, log } = this.options;
    const { cameraId, timelapseId } = progress;
    const attempts = progress.attempts + 1;
    const isHopeless = error instanceof NothingToRender || attempts >= triesMax;
    const state = isHopeless ? 'failed' : 'open';
    const notBefore = clock.now() + 5_000 * 4 ** attempts;
    log.error({ event: 'timelapse_failed', timelapseId, attempts, err: error }, 'A render failed.');
    await ledger.write([{ ...progress, state, attempts, notBefore }]);
    if (!isHopeless) return;
    const reason = error instanceof Error ? error.message : String(error);
    const data = { code: 'timelapse.failed', timelapse_id: timelapseId, attempts, reason };
    await events.emit({ type: 'system.error', cameraId, priority: 'high', data });
  }

  private close(progress: WindowEntry, state: WindowEntry['state']): Promise<void> {
    return this.options.ledger.write([{ ...progress, state }]);
  }

  private show(cameraId: string, { step, done, total, percent }: RenderProgress): void {
    this.current = { cameraId, step, done, total, percent };
  }
}

async function referenceTo(
  file: string,
  mediaType: BlobReference['mediaType'],
): Promise<BlobReference> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return { sha256: hash.digest('hex'), bytes: (await stat(file)).size, mediaType };
}

/** What is here was left by a render that broke off. */
async function emptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    await rm(path.join(folder, name), { recursive: true, force: true });
  }
}
