import { measureFrame, type CaptureControls } from '@eyrie/camera';
import type { commandParameters } from '@eyrie/contracts';
import type { z } from 'zod';
import type { Cameras } from '../capture/cameras.ts';
import type { Clock } from '../clock.ts';
import { instantOf } from '../clock.ts';
import type { CommandOutcome, CommandProgress } from './command-work.ts';

export type FocusParameters = z.output<(typeof commandParameters)['focus']>;

export interface FocusParts {
  readonly cameras: Pick<Cameras, 'lookNow'>;
  readonly clock: Clock;
}

interface Point {
  readonly at: string;
  readonly lens_position: number | null;
  readonly sharpness: number;
}

/** A look a second is as fast as somebody turns and reads. */
const everyMs = 1_000;

/**
 * How sharp the picture is, again and again: over the positions of a lens that moves by itself, or
 * over the time in which somebody turns it. Nothing is kept of the pictures. Each look is told at
 * once, with the best so far beside it.
 */
export async function focusCurve(
  { cameras, clock }: FocusParts,
  { camera_id: cameraId, seconds, lens_positions: positions }: FocusParameters,
  progress: CommandProgress,
): Promise<CommandOutcome> {
  const curve: Point[] = [];
  const from = clock.now();
  const look = async (lensPosition: number | null): Promise<void> => {
    const controls: CaptureControls | null =
      lensPosition === null ? null : { focus: { mode: 'manual', lensPosition } };
    const { jpeg } = await cameras.lookNow(cameraId, controls);
    const { sharpness } = await measureFrame(jpeg);
    curve.push({
      at: instantOf(clock.now()),
      lens_position: lensPosition,
      sharpness: Math.round(sharpness * 100) / 100,
    });
  };
  if (positions) {
    for (const [index, position] of positions.entries()) {
      await look(position);
      await progress(percentOf(index + 1, positions.length), sentence(curve));
    }
  } else {
    while (clock.now() < from + seconds * 1_000) {
      const next = clock.now() + everyMs;
      await look(null);
      await progress(percentOf(clock.now() - from, seconds * 1_000), sentence(curve));
      await clock.sleep(Math.max(0, next - clock.now()));
    }
  }
  const best = bestOf(curve);
  const where = best.lens_position === null ? '' : ` at ${best.lens_position} dioptres`;
  return {
    message: `The sharpest of ${curve.length} looks had ${best.sharpness}${where}.`,
    result: { curve, best },
  };
}

function sentence(curve: readonly Point[]): string {
  const best = bestOf(curve).sharpness;
  const last = curve.at(-1)?.sharpness ?? 0;
  const share = best === 0 ? 0 : Math.round((last / best) * 100);
  return `Sharpness ${last}: ${share} % of the best so far, ${best}.`;
}

function bestOf(curve: readonly Point[]): Point {
  const best = curve.toSorted((a, b) => b.sharpness - a.sharpness)[0];
  if (!best) throw new Error('There was no picture to look at.');
  return best;
}

function percentOf(done: number, all: number): number {
  return Math.min(99, Math.floor((done / all) * 100));
}
