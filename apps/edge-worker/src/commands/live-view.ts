import { makeThumbnail } from '@eyrie/camera';
import { liveViewSchema, liveViewType, type commandParameters } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import type { z } from 'zod';
import type { Cameras } from '../capture/cameras.ts';
import { instantOf, type Clock } from '../clock.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import type { CommandOutcome } from './command-work.ts';

export type LiveViewParameters = z.output<(typeof commandParameters)['live_view']>;

export interface LiveViewParts {
  readonly cameras: Pick<Cameras, 'lookNow'>;
  readonly events: Pick<DeviceEvents, 'emit'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** In base64, with room left by the schema. */
const pictureBytesMax = 28_000;
/** A view of which so much was sent ends: links of sites are thin, and paid by the byte. */
const viewBytesMax = 1_500_000;
/** A picture that nobody saw by then is worth nothing, and does not travel. */
const ttlSeconds = 10;

/**
 * Small pictures now and then, as events of low priority that soon are worth nothing: whatever is urgent
 * goes before them, and a slow reader misses them first. Nothing is kept of them as frames. One view a
 * camera: another one takes its place.
 */
export class LiveViews {
  private readonly running = new Map<string, AbortController>();

  constructor(private readonly parts: LiveViewParts) {}

  /** Resolves with the first picture under way; the others follow while further commands are done. */
  async begin(parameters: LiveViewParameters): Promise<CommandOutcome> {
    const { camera_id: cameraId, seconds } = parameters;
    this.running.get(cameraId)?.abort();
    const ending = new AbortController();
    this.running.set(cameraId, ending);
    const until = this.parts.clock.now() + seconds * 1_000;
    const bytes = await this.show(parameters);
    void this.goOn(parameters, { until, bytes, signal: ending.signal }).finally(() => {
      if (this.running.get(cameraId) === ending) this.running.delete(cameraId);
    });
    return { message: `The live view runs for ${seconds} seconds.`, result: { seconds } };
  }

  stop(): void {
    for (const ending of this.running.values()) ending.abort();
  }

  private async goOn(
    parameters: LiveViewParameters,
    { until, bytes, signal }: { until: number; bytes: number; signal: AbortSignal },
  ): Promise<void> {
    const { clock, log } = this.parts;
    const everyMs = parameters.interval_seconds * 1_000;
    let sent = bytes;
    let next = clock.now() + everyMs;
    while (next < until && sent < viewBytesMax) {
      await clock.sleep(Math.max(0, next - clock.now()), signal);
      if (signal.aborted) return;
      next = clock.now() + everyMs;
      try {
        sent += await this.show(parameters);
      } catch (error) {
        // The camera's troubles are told by its slots.
        log.debug({ event: 'live_view_missed', err: error }, 'A live view has no picture.');
      }
    }
  }

  /** How many bytes it took; 0 where the picture cannot be made small enough. */
  private async show({
    camera_id: cameraId,
    width_px: width,
  }: LiveViewParameters): Promise<number> {
    const { cameras, events } = this.parts;
    const { jpeg, exposureStartedAt } = await cameras.lookNow(cameraId, null);
    const small = await smallPicture(jpeg, width);
    if (!small) return 0;
    const data = liveViewSchema.parse({
      jpeg: small.toString('base64'),
      taken_at: instantOf(exposureStartedAt),
    });
    await events.emit({ type: liveViewType, cameraId, data, priority: 'low', ttl: ttlSeconds });
    return data.jpeg.length;
  }
}

/** Narrower where it would be too large; null where even that does not help. */
async function smallPicture(jpeg: Uint8Array, width: number): Promise<Buffer | null> {
  for (const share of [1, 0.66, 0.4]) {
    const small = await makeThumbnail(jpeg, Math.round(width * share));
    if (small.jpeg.length <= pictureBytesMax) return Buffer.from(small.jpeg);
  }
  return null;
}
