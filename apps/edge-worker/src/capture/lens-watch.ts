import type { LensCondition } from '@eyrie/camera';

/** What is known of a camera's lens; plain data. */
export interface LensState {
  /** What was last said of it. */
  readonly said: LensCondition;
  /** Frames in a row that showed something else, and what the last of them showed. */
  readonly others: number;
  readonly seen: LensCondition;
}

export const unseenLens: LensState = { said: 'clear', others: 0, seen: 'clear' };

/** A moth that crosses the picture is gone with the next frame, or the one after. */
const framesToSay = 3;

/** What is to be said after a frame; null where nothing is new. */
export function watchLens(
  state: LensState,
  seen: LensCondition,
): [LensState, said: LensCondition | null] {
  // One kind of dirt for another is no news, as long as something lies there.
  const isSame = (seen === 'clear') === (state.said === 'clear');
  if (isSame) return [{ ...state, others: 0, seen }, null];
  const others = state.others + 1;
  if (others < framesToSay) return [{ ...state, others, seen }, null];
  return [{ said: seen, others: 0, seen }, seen];
}
