/**
 * Reads what `ffmpeg -progress pipe:1` writes: lines of `key=value`, a block of them per report,
 * each block ended by `progress=continue` or `progress=end`.
 */
export class FfmpegProgress {
  /** Frames in the last report. */
  frames = 0;
  private rest = '';
  private readonly onFrames: (frames: number) => void;

  constructor(onFrames: (frames: number) => void) {
    this.onFrames = onFrames;
  }

  add(chunk: Buffer): void {
    const lines = (this.rest + chunk.toString('latin1')).split('\n');
    // A line has a few dozen characters; anything longer is not for us.
    this.rest = (lines.pop() ?? '').slice(-1000);
    for (const line of lines) {
      const match = /^frame=\s*(\d+)\s*$/.exec(line);
      if (match === null) continue;
      this.frames = Number(match[1]);
      this.onFrames(this.frames);
    }
  }
}
