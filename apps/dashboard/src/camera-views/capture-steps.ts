import type { Command, Frame } from '@eyrie/contracts';
import { isOpen, outcomeOf } from '../commands/command-words.ts';
import { lensWords } from '../cameras/lens-words.ts';

/** The way of a frame that somebody asked for, in its order. */
export const captureSteps = ['Accepted', 'Taken', 'Uploaded', 'Shown'] as const;

export interface CaptureProgress {
  /** How many of the steps are behind it. */
  readonly done: number;
  /** Why it comes no further; null where it does. */
  readonly failure: string | null;
}

interface Known {
  readonly command: Command | undefined;
  readonly frame: Frame | null | undefined;
  readonly isShown: boolean;
}

/** How far a capture is, by what is known of it. */
export function captureProgress({ command, frame, isShown }: Known): CaptureProgress {
  if (!command) return { done: 0, failure: null };
  const isAccepted = command.accepted_at !== null;
  if (isOpen(command)) return { done: isAccepted ? 1 : 0, failure: null };
  if (command.state !== 'succeeded') {
    return { done: isAccepted ? 1 : 0, failure: outcomeOf(command) };
  }
  const isUploaded = (frame?.thumbnail_url ?? frame?.image_url ?? null) !== null;
  if (!isUploaded) return { done: 2, failure: null };
  return { done: isShown ? 4 : 3, failure: null };
}

/** The frame that a capture took; null before, and where there is none. */
export function frameIdOf(command: Command | undefined): string | null {
  const ids: unknown = command?.result?.['frame_ids'];
  const [first] = Array.isArray(ids) ? (ids as unknown[]) : [];
  return typeof first === 'string' ? first : null;
}

export interface Verdict {
  readonly isGood: boolean;
  readonly sentences: readonly string[];
}

/** What the worker made of a frame before it kept it. What it refused never becomes a frame. */
export function verdictOf({ width_px, height_px, luminance, details }: Frame): Verdict {
  const whole = `The picture is whole: ${width_px} × ${height_px}, ${Math.round(luminance * 100)} % bright on the mean.`;
  const lens = details?.lens ?? null;
  if (lens === null) {
    const later = 'What lies on the lens is told by daylight, once the camera knows its scene.';
    return { isGood: true, sentences: [whole, later] };
  }
  if (lens.condition === 'clear') return { isGood: true, sentences: [whole, 'The lens is clear.'] };
  const sure = `The lens looks ${lensWords[lens.condition]} (${Math.round(lens.certainty * 100)} % sure).`;
  return { isGood: false, sentences: [sure, whole] };
}
