/** A live view or the focus helper, at work at one camera. */
export interface RunningLook {
  /** Aborted when somebody ends it, or another look takes its place. */
  readonly signal: AbortSignal;
  /** It has come to its end by itself. */
  readonly over: () => void;
}

/** Who looks through the cameras. One look a camera: another one takes its place. */
export class RunningLooks {
  private readonly running = new Map<string, AbortController>();

  begin(cameraId: string): RunningLook {
    this.end(cameraId);
    const ending = new AbortController();
    this.running.set(cameraId, ending);
    return {
      signal: ending.signal,
      over: () => {
        if (this.running.get(cameraId) === ending) this.running.delete(cameraId);
      },
    };
  }

  /** Whether there was one to be ended. */
  end(cameraId: string): boolean {
    this.running.get(cameraId)?.abort();
    return this.running.delete(cameraId);
  }
}
