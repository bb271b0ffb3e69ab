import type { SkippedFrame } from './errors.ts';
import type { Ffmpeg } from './find-ffmpeg.ts';
import type { Pauses } from './pauses.ts';
import type { RenderProgress } from './render-progress.ts';

/** One JPEG on disk. It must not be changed while it is rendered. */
export interface Frame {
  path: string;
  /** Unix time in milliseconds; frames are rendered in this order, whatever order they come in. */
  capturedAt: number;
  /** SHA-256 in lowercase hex; where given, a frame whose bytes differ is skipped. */
  hash?: string;
}

export interface RenderOptions {
  frames: readonly Frame[];
  /**
   * Where the MP4 is to be. It appears there only when it is complete, verified and on disk; until
   * then it grows as `<output>.part` beside it. One render per output at a time.
   */
  output: string;
  /** Frames a second, more than 0 and at most 120. */
  fps: number;
  /** Only H.264 so far. */
  codec?: 'h264';
  /** x264's constant rate factor, 0 (lossless) to 51; less is better and larger. Default 23. */
  quality?: number;
  /** x264's preset: slower is smaller. Default `veryfast`, for a Pi. */
  preset?: 'ultrafast' | 'veryfast' | 'faster' | 'fast' | 'medium' | 'slow';
  /**
   * Size of the video in pixels, rounded down to even numbers. With one of the two the other keeps
   * the frames' aspect; with none it is the frames' own size. A larger picture costs much memory:
   * 0.6 GB at 1080p, 2.5 GB at 12 megapixels with x264's defaults; ours are lower.
   */
  width?: number;
  height?: number;
  /** Encoder threads. Default 2. More threads hold more frames in memory. */
  threads?: number;
  /** Niceness of ffmpeg, 0 to 19. Default 19: a render never starves capture. */
  nice?: number;
  /** An existing folder for links to the frames (a few bytes each); they are removed again. */
  workFolder: string;
  /** Called at most every few hundred milliseconds, and once at the end with 100 percent. */
  onProgress?: (progress: RenderProgress) => void;
  signal?: AbortSignal;
  /** While it says so the render stands still, with what it has done; it goes on from there. */
  pauses?: Pauses;
  /** The binary to use. Default: what `findFfmpeg()` finds. */
  ffmpeg?: Ffmpeg;
}

/** A video that was verified and is on disk. */
export interface RenderedVideo {
  path: string;
  bytes: number;
  /** SHA-256 of the file, lowercase hex. */
  sha256: string;
  /** Frames decoded from the finished file, equal to those given less those skipped. */
  frames: number;
  fps: number;
  durationSeconds: number;
  width: number;
  height: number;
  codec: 'h264';
  skipped: SkippedFrame[];
}
