/** A card may be set back by somebody, or lose what it had confirmed when the power went: once. */
const forgottenMs = 30 * 86_400_000;

/** When the card's count of starts went back last; null where that is so long ago that it counts no more. */
export function contradictionOf(contradictedAt: Date | null, now: Date): Date | null {
  if (contradictedAt === null) return null;
  return now.getTime() - contradictedAt.getTime() < forgottenMs ? contradictedAt : null;
}
