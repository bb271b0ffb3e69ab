import { probabilities } from './boosted-trees.ts';
import { obstructionModel } from './obstruction-model.ts';
import { differenceFrom } from './scene-features.ts';
import { framesToLearn, viewOf, type SceneReference } from './scene-reference.ts';
import type { SmallPicture } from '../small-picture.ts';

export type LensCondition = 'clear' | 'blur' | 'fog' | 'ice' | 'drops' | 'insect';

export interface LensFinding {
  readonly condition: LensCondition;
  /** How sure that is, 0 to 1. */
  readonly certainty: number;
  /** Of the picture against the reference, in shares of its sides; null where they have nothing in common. */
  readonly shift: { readonly x: number; readonly y: number } | null;
}

/** A lens is called obstructed only where that is likelier than not: an alarm sends somebody up a mountain. */
const CLEAR_MIN = 0.5;
/** Below this the edges agree by chance, and a shift says nothing. */
export const AGREEMENT_MIN = 0.35;

/** Null while the scene is not known well enough. */
export function judgeLens(scene: SceneReference, picture: SmallPicture): LensFinding | null {
  if (scene.frames < framesToLearn) return null;
  const { features, shift } = differenceFrom(scene, viewOf(picture));
  const shares = probabilities(obstructionModel, features);
  const clear = shares[obstructionModel.classes.indexOf('clear')] ?? 0;
  let best = 'clear';
  let most = 0;
  shares.forEach((share, index) => {
    const name = obstructionModel.classes[index] ?? 'clear';
    if (name === 'clear' || share <= most) return;
    [best, most] = [name, share];
  });
  const isClear = clear >= CLEAR_MIN;
  return {
    condition: isClear ? 'clear' : (best as LensCondition),
    certainty: isClear ? clear : most,
    shift: shift.agreement < AGREEMENT_MIN ? null : { x: shift.x, y: shift.y },
  };
}
