import { AGREEMENT_MIN, type LensFinding } from './lens.ts';
import { shiftBetween } from './phase-correlation.ts';
import {
  framesToLearn,
  learnScene,
  type SceneReference,
  type SceneView,
} from './scene-reference.ts';

/** What a camera is known to see, and what it may see instead since it was turned; plain data. */
export interface SceneMemory {
  readonly reference: SceneReference | null;
  readonly candidate: SceneReference | null;
}

export interface LearnedScene extends SceneMemory {
  /** The candidate has become the reference: the camera looks elsewhere than before, and will go on so. */
  readonly isNewView: boolean;
}

/** A mast sways, and heat shimmers; what is moved by more than this share of a side was turned. */
const SWAY_MAX = 0.04;

/**
 * Learns from a frame, and what was found of its lens. Where frame after frame shows the known scene
 * moved by as much, the camera was turned: once as many agree with each other as it takes to know a
 * scene, that is what it sees now.
 *
 * A frame that has nothing in common with the reference teaches nothing, however many follow: ice on the
 * lens stays as long as another view does, is as sharp, and must never become what is usual.
 */
export function learnScenery(
  memory: SceneMemory,
  view: SceneView,
  lens: LensFinding | null,
): LearnedScene {
  const { reference, candidate } = memory;
  if (!reference || !lens) {
    return { reference: learnScene(reference, view), candidate: null, isNewView: false };
  }
  if (isMoved(lens.shift)) {
    const next = learnScene(candidate && isSameView(candidate, view) ? candidate : null, view);
    return next.frames < framesToLearn
      ? { reference, candidate: next, isNewView: false }
      : { reference: next, candidate: null, isNewView: true };
  }
  if (lens.condition !== 'clear') return { ...memory, isNewView: false };
  // In mist too, when nothing is seen of the land, and nothing is wrong with the lens.
  const isAtHome = lens.shift !== null;
  return {
    reference: learnScene(reference, view),
    candidate: isAtHome ? null : candidate,
    isNewView: false,
  };
}

function isMoved(shift: LensFinding['shift']): boolean {
  return shift !== null && Math.max(Math.abs(shift.x), Math.abs(shift.y)) > SWAY_MAX;
}

function isSameView(candidate: SceneReference, { edges }: SceneView): boolean {
  const { agreement, ...shift } = shiftBetween(Float32Array.from(candidate.edges), edges);
  return agreement > AGREEMENT_MIN && !isMoved(shift);
}
