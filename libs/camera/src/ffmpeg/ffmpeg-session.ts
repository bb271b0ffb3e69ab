import { CameraError, type CameraErrorKind } from '../camera.errors.ts';
import { ChildGroup, type ChildEnd } from '../process/child-group.ts';
import { forgetProcess, noteProcess } from '../process/process-note.ts';
import { abortError } from '../settle-by-signal.ts';
import type { FfmpegInput } from './ffmpeg-input.ts';
import { JpegStream } from './jpeg-stream.ts';

/** A picture, and when its last byte came. */
export interface StreamPicture {
  readonly jpeg: Buffer;
  readonly arrivedAt: number;
}

interface Waiting {
  /** How many pictures to let go before. */
  skip: number;
  readonly resolve: (picture: StreamPicture) => void;
  readonly reject: (error: CameraError) => void;
}

/**
 * ffmpeg giving pictures. They are read all the time, so that none grows old in a pipe, and dropped
 * unless somebody waits for one.
 */
export class FfmpegSession {
  private readonly child: ChildGroup;
  private readonly pictures = new JpegStream();
  private waiting: Waiting | null = null;
  private failure: CameraError | null = null;

  constructor(
    private readonly place: {
      readonly command: string;
      readonly folder: string;
      readonly nowMs: () => number;
      /** Never in a message. */
      readonly secrets: readonly string[];
    },
    { args, input }: FfmpegInput,
  ) {
    const { command, folder } = place;
    this.child = new ChildGroup(command, args, { folder, input, isRead: true });
    if (this.child.pid !== null) noteProcess(folder, this.child.pid);
    this.child.stdout.on('data', (piece: Buffer) => this.read(piece));
    this.child.stdout.on('error', () => undefined);
    void this.child.ended.then((end) => this.fail(this.failureOf(end)));
  }

  get hasEnded(): boolean {
    return this.child.hasEnded || this.failure !== null;
  }

  /**
   * The first picture that comes from now on, after so many that are let go. Rejects with a
   * `CameraError`; the session is of no more use then.
   */
  async take(signal: AbortSignal, skip: number): Promise<StreamPicture> {
    if (this.failure) throw this.failure;
    if (signal.aborted) throw abortError(signal);
    const giveUp = (): void => this.fail(abortError(signal));
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await new Promise<StreamPicture>((resolve, reject) => {
        this.waiting = { skip, resolve, reject };
      });
    } finally {
      this.waiting = null;
      signal.removeEventListener('abort', giveUp);
    }
  }

  async end(): Promise<void> {
    await this.child.stop();
    forgetProcess(this.place.folder);
  }

  private read(piece: Buffer): void {
    if (this.failure) return;
    try {
      for (const jpeg of this.pictures.add(piece)) {
        const { waiting } = this;
        if (!waiting) continue;
        if (waiting.skip > 0) waiting.skip -= 1;
        else waiting.resolve({ jpeg, arrivedAt: this.place.nowMs() });
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.fail(new CameraError('bad-frame', why, {}, { cause: error }));
      void this.child.stop();
    }
  }

  private fail(error: CameraError): void {
    this.failure ??= error;
    this.waiting?.reject(this.failure);
  }

  private failureOf({ exitCode, signal, error }: ChildEnd): CameraError {
    const lines = this.child.lastLines().map((line) => this.withoutSecrets(line));
    const said = lines.slice(-3).join(' | ').slice(0, 300);
    const kind = words.find(([pattern]) => pattern.test(said))?.[1] ?? 'failed';
    const how = error
      ? `could not be started: ${error.message}`
      : signal !== null
        ? `was ended by ${signal}`
        : `ended with code ${exitCode}`;
    const message = said === '' ? `ffmpeg ${how}.` : `ffmpeg ${how}: ${said}`;
    return new CameraError(kind, message, {}, error ? { cause: error } : {});
  }

  private withoutSecrets(line: string): string {
    // Whole addresses with a password, as ffmpeg repeats them, and the password by itself.
    const bare = line.replaceAll(/(\w+:\/\/)[^\s/@]*@/g, '$1');
    return this.place.secrets.reduce((text, secret) => text.replaceAll(secret, '…'), bare);
  }
}

/** What ffmpeg says, and what it means. */
const words: readonly (readonly [RegExp, CameraErrorKind])[] = [
  [/device or resource busy/i, 'busy'],
  [
    /no such (file or directory|device)|connection refused|no route to host|network is unreachable|connection timed out/i,
    'unplugged',
  ],
];
