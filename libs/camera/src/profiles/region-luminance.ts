import type { FrameMeasure } from '../frame-measure.ts';
import type { PictureRegion } from './profile.ts';

/** Mean displayed luminance of a part of the picture, from its zones; of all of it where null. */
export function regionLuminance(
  { luminance, zones }: Pick<FrameMeasure, 'luminance' | 'zones'>,
  region: PictureRegion | null,
): number {
  if (!region) return luminance;
  let sum = 0;
  let weights = 0;
  zones.forEach((row, j) => {
    const tall = overlap(j / zones.length, 1 / zones.length, region.top, region.height);
    row.forEach((value, i) => {
      const weight = tall * overlap(i / row.length, 1 / row.length, region.left, region.width);
      sum += weight * value;
      weights += weight;
    });
  });
  return weights > 0 ? sum / weights : luminance;
}

function overlap(from: number, span: number, other: number, otherSpan: number): number {
  return Math.max(0, Math.min(from + span, other + otherSpan) - Math.max(from, other));
}
