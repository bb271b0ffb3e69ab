import type { Place } from '@eyrie/schedule';

export type Weather = 'clear' | 'broken' | 'overcast' | 'fog' | 'storm';

/** Makes every nth frame since the camera was opened (n, 2n, …) fail in a known way. For tests. */
export interface SimulatedFaults {
  readonly everyNth: {
    /** The frame never comes; only the caller's signal ends the wait. */
    readonly hang?: number | undefined;
    /** `capture` rejects as 'unplugged'. */
    readonly unplugged?: number | undefined;
    /** The JPEG breaks off in the middle. */
    readonly halfFile?: number | undefined;
    /** A whole JPEG, all black. */
    readonly blackFrame?: number | undefined;
    /** The bytes of the frame before once more. */
    readonly frozenFrame?: number | undefined;
  };
}

/** How a simulated camera is set up. Same seed, place, size, scene time and controls: same bytes. */
export interface SimulatedSkyOptions {
  readonly driver: 'simulated-sky';
  /** The mountains, the direction of view and the weather grow from it. */
  readonly seed: string;
  readonly place: Place;
  /** Default 1920; as `simulatedSkySizes` (@eyrie/contracts) says. */
  readonly width?: number | undefined;
  /** Default 1080; likewise. */
  readonly height?: number | undefined;
  /** JPEG quality, default 85. */
  readonly quality?: number | undefined;
  /** Direction of view, degrees from north; default by seed. */
  readonly facingDeg?: number | undefined;
  /** Default by seed and time, changing within hours. */
  readonly weather?: Weather | undefined;
  /** How fast the scene's time runs; default 1. Other than 1 needs `timeAnchorMs`. */
  readonly timeScale?: number | undefined;
  /**
   * The instant (epoch milliseconds) at which scene and wall clock agree. It belongs in the
   * configuration: were it the start of the process, each restart would turn the scene back.
   */
  readonly timeAnchorMs?: number | undefined;
  /**
   * What the camera does where it is not told how to expose. `steady` (default) meters the scene
   * itself and never errs; `camera` behaves as real ones do: in steps of a sixth of a stop, with a
   * meter that wanders. The second is there to be compared with.
   */
  readonly automatic?: 'steady' | 'camera' | undefined;
  readonly faults?: SimulatedFaults | undefined;
}
