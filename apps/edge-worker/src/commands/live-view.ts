import { makeThumbnail } from '@eyrie/camera';
import { liveViewSchema, liveViewType, type commandParameters } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import type { z } from 'zod';
import type { Cameras } from '../capture/cameras.ts';
import { instantOf, type Clock } from '../clock.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import type { CommandOutcome } from './command-work.ts';
import { lookBytesMax, lookTtlSeconds, pictureBytesMax } from './look-limits.ts';
import type { RunningLooks } from './running-looks.ts';

export type LiveViewParameters = z.output<(typeof commandParameters)['live_view']>;

export interface LiveViewParts {
  readonly cameras: Pick<Cameras, 'lookNow'>;
  readonly looks: RunningLooks;
  readonly events: Pick<DeviceEvents, 'emit'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Small pictures now and then, as events of low priority that soon are worth nothing: whatever is urgent
 * goes before them, and a slow reader misses them first. Nothing is kept of them as frames.
 */
export class LiveViews {
  constructor(private readonly parts: LiveViewParts) {}

  /** Resolves with the first picture under way; the others follow while further commands are done. */
  async begin(parameters: LiveViewParameters): Promise<CommandOutcome> {
    const { camera_id: cameraId, seconds } = parameters;
    const look = this.parts.looks.begin(cameraId);
    const until = this.parts.clock.now() + seconds * 1_000;
    try {
      const bytes = await this.show(parameters);
      void this.goOn(parameters, { until, bytes, signal: look.signal }).finally(look.over);
    } catch (error) {
      look.over();
      throw error;
    }
    return { message: `The live view runs for ${seconds} seconds.`, result: { seconds } };
  }

  private async goOn(
    parameters: LiveViewParameters,
    { until, bytes, signal }: { until: number; bytes: number; signal: AbortSignal },
  ): Promise<void> {
    const { clock, log } = this.parts;
    const everyMs = parameters.interval_seconds * 1_000;
    let sent = bytes;
    let next = clock.now() + everyMs;
    while (next < until && sent < lookBytesMax) {
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
    await events.emit({ type: liveViewType, cameraId, data, priority: 'low', ttl: lookTtlSeconds });
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
