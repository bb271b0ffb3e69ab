import { centreDetail, measureFrame, type CaptureControls } from '@eyrie/camera';
import { focusLookSchema, focusLookType, type commandParameters } from '@eyrie/contracts';
import type { z } from 'zod';
import type { Cameras } from '../capture/cameras.ts';
import type { Clock } from '../clock.ts';
import { instantOf } from '../clock.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import type { CommandOutcome, CommandProgress } from './command-work.ts';
import { lookBytesMax, lookTtlSeconds, pictureBytesMax } from './look-limits.ts';
import type { RunningLooks } from './running-looks.ts';

export type FocusParameters = z.output<(typeof commandParameters)['focus']>;

export interface FocusParts {
  readonly cameras: Pick<Cameras, 'lookNow'>;
  readonly looks: RunningLooks;
  readonly events: Pick<DeviceEvents, 'emit'>;
  readonly clock: Clock;
}

export interface FocusWish {
  readonly commandId: string;
  readonly parameters: FocusParameters;
  readonly progress: CommandProgress;
}

interface Point {
  readonly at: string;
  readonly lens_position: number | null;
  readonly sharpness: number;
}

/** A look a second is as fast as somebody turns and reads. */
const everyMs = 1_000;
/** Each second look brings its picture: the figure is what a hand follows. */
const pictureEvery = 2;

/**
 * How sharp the picture is, again and again: over the positions of a lens that moves by itself, or
 * over the time in which somebody turns it. Nothing is kept of the pictures. Each look is told at
 * once, with the best so far beside it. Ended early it is no failure: its curve is what there is by then.
 */
export async function focusCurve(parts: FocusParts, wish: FocusWish): Promise<CommandOutcome> {
  const { clock } = parts;
  const { seconds, lens_positions: positions, camera_id: cameraId } = wish.parameters;
  const run = new FocusRun(parts, wish);
  const look = parts.looks.begin(cameraId);
  const from = clock.now();
  try {
    if (positions) {
      for (const [index, position] of positions.entries()) {
        if (look.signal.aborted) break;
        await run.look(position, (index + 1) / positions.length);
      }
    } else {
      while (clock.now() < from + seconds * 1_000 && !look.signal.aborted) {
        const next = clock.now() + everyMs;
        await run.look(null, (clock.now() - from) / (seconds * 1_000));
        await clock.sleep(Math.max(0, next - clock.now()), look.signal);
      }
    }
  } finally {
    look.over();
  }
  return run.outcome();
}

/** One use of the focus helper, and what it has seen. */
class FocusRun {
  private readonly curve: Point[] = [];
  private sentBytes = 0;

  constructor(
    private readonly parts: FocusParts,
    private readonly wish: FocusWish,
  ) {}

  /** `share`: how far the whole is with it, 0 to 1. */
  async look(lensPosition: number | null, share: number): Promise<void> {
    const { cameras, clock, events } = this.parts;
    const { commandId, parameters, progress } = this.wish;
    const controls: CaptureControls | null =
      lensPosition === null ? null : { focus: { mode: 'manual', lensPosition } };
    const { jpeg } = await cameras.lookNow(parameters.camera_id, controls);
    const sharpness = Math.round((await measureFrame(jpeg)).sharpness * 100) / 100;
    const point = { at: instantOf(clock.now()), lens_position: lensPosition, sharpness };
    this.curve.push(point);
    const detail = await this.detailOf(jpeg, lensPosition !== null);
    const data = focusLookSchema.parse({
      command_id: commandId,
      taken_at: point.at,
      sharpness,
      lens_position: lensPosition,
      jpeg: detail,
    });
    await events.emit({
      type: focusLookType,
      cameraId: parameters.camera_id,
      data,
      priority: 'low',
      ttl: lookTtlSeconds,
    });
    await progress(Math.min(99, Math.floor(share * 100)), sentence(this.curve));
  }

  outcome(): CommandOutcome {
    const best = bestOf(this.curve);
    if (!best) {
      return { message: 'It was ended before its first look.', result: { curve: [], best: null } };
    }
    const where = best.lens_position === null ? '' : ` at ${best.lens_position} dioptres`;
    return {
      message: `The sharpest of ${this.curve.length} looks had ${best.sharpness}${where}.`,
      result: { curve: this.curve, best },
    };
  }

  /** In base64; null where none is due, or no more may be sent. */
  private async detailOf(jpeg: Uint8Array, isEach: boolean): Promise<string | null> {
    const isDue = isEach || this.curve.length % pictureEvery === 1;
    if (!isDue || this.sentBytes >= lookBytesMax) return null;
    for (const width of [480, 320, 200]) {
      const detail = await centreDetail(jpeg, width);
      if (detail.length > pictureBytesMax) continue;
      const text = Buffer.from(detail).toString('base64');
      this.sentBytes += text.length;
      return text;
    }
    return null;
  }
}

function sentence(curve: readonly Point[]): string {
  const best = bestOf(curve)?.sharpness ?? 0;
  const last = curve.at(-1)?.sharpness ?? 0;
  const share = best === 0 ? 0 : Math.round((last / best) * 100);
  return `Sharpness ${last}: ${share} % of the best so far, ${best}.`;
}

function bestOf(curve: readonly Point[]): Point | undefined {
  return curve.toSorted((a, b) => b.sharpness - a.sharpness)[0];
}
