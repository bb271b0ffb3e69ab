/**
 * - `hang`: no frame within the caller's time
 * - `unplugged`: the device is gone
 * - `busy`: a frame is under way, or the device is held by another process
 * - `aborted`: the caller gave up for a reason of its own
 * - `closed`: the camera was closed
 * - `bad-frame`: the driver itself could not make a whole picture
 * - `failed`: anything else, with its `cause`
 */
export type CameraErrorKind =
  'hang' | 'unplugged' | 'busy' | 'aborted' | 'closed' | 'bad-frame' | 'failed';

/** The one error a camera's `capture` rejects with. */
export class CameraError extends Error {
  override readonly name = 'CameraError';
  readonly kind: CameraErrorKind;
  /** Stable, e.g. `camera.hang`. */
  readonly code: `camera.${CameraErrorKind}`;
  readonly details: Readonly<Record<string, string | number | boolean>>;

  constructor(
    kind: CameraErrorKind,
    message: string,
    details: Readonly<Record<string, string | number | boolean>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.kind = kind;
    this.code = `camera.${kind}`;
    this.details = details;
  }
}
