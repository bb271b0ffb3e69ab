/** What a caller can do about it: install something, give other input, or try again. */
export type TimelapseErrorKind = 'missing-tool' | 'nothing-to-do' | 'failed' | 'aborted';

/** Base of every outcome of this library that a caller must handle. */
export abstract class TimelapseError extends Error {
  abstract readonly kind: TimelapseErrorKind;
  abstract readonly code: string;
}

/** No ffmpeg that can write H.264 was found. The message says what to install. */
export class FfmpegMissing extends TimelapseError {
  readonly kind = 'missing-tool';
  readonly code = 'timelapse.ffmpeg_missing';
  /** Why each candidate was passed over, in the order they were tried. */
  readonly tried: readonly string[];

  constructor(tried: readonly string[]) {
    super(
      'No usable ffmpeg (one with the libx264 encoder). Install it with "apt install ffmpeg" on ' +
        'Debian or Raspberry Pi OS, "brew install ffmpeg" on macOS, or reinstall the npm package ' +
        `@ffmpeg-installer/ffmpeg with its optional dependencies. Tried: ${tried.join('; ')}.`,
    );
    this.name = 'FfmpegMissing';
    this.tried = tried;
  }
}

/** A frame that was left out of a video, and why, in words for an operator. */
export interface SkippedFrame {
  path: string;
  reason: string;
}

/** No frame was given, or none of those given can be decoded. Nothing was written. */
export class NothingToRender extends TimelapseError {
  readonly kind = 'nothing-to-do';
  readonly code = 'timelapse.nothing_to_render';
  readonly skipped: readonly SkippedFrame[];

  constructor(skipped: readonly SkippedFrame[]) {
    const first = skipped[0];
    super(
      first === undefined
        ? 'There are no frames to render.'
        : `None of the ${skipped.length} frames can be used; the first: ${first.reason}.`,
    );
    this.name = 'NothingToRender';
    this.skipped = skipped;
  }
}

/** ffmpeg did not start, ended with an error, or was killed (137: the kernel ran out of memory). */
export class RenderFailed extends TimelapseError {
  readonly kind = 'failed';
  readonly code = 'timelapse.render_failed';
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The last lines that ffmpeg wrote to stderr. */
  readonly stderr: readonly string[];

  constructor(
    what: string,
    end: { exitCode: number | null; signal: string | null; stderr: readonly string[] },
    options?: ErrorOptions,
  ) {
    const how = end.signal === null ? `exit code ${String(end.exitCode)}` : `signal ${end.signal}`;
    super(`${what} failed (${how}). ${end.stderr.slice(-3).join(' | ')}`.trim(), options);
    this.name = 'RenderFailed';
    this.exitCode = end.exitCode;
    this.signal = end.signal;
    this.stderr = end.stderr;
  }
}

/** ffmpeg said it was done, but the file is not what was planned. It was removed, not published. */
export class RenderNotVerified extends TimelapseError {
  readonly kind = 'failed';
  readonly code = 'timelapse.render_not_verified';
  /** Each property that differs, for example `frames: planned 300, found 9`. */
  readonly mismatches: readonly string[];

  constructor(mismatches: readonly string[]) {
    super(`The encoded video is not what was planned: ${mismatches.join('; ')}.`);
    this.name = 'RenderNotVerified';
    this.mismatches = mismatches;
  }
}

/** The caller's signal fired. ffmpeg is gone and nothing was published. */
export class RenderAborted extends TimelapseError {
  readonly kind = 'aborted';
  readonly code = 'timelapse.render_aborted';

  constructor(cause?: unknown) {
    super('The render was aborted.', { cause });
    this.name = 'RenderAborted';
  }
}
