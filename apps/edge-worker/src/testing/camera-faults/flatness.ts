/** How fast something grows that should not, told so that chance cannot be taken for growth. */
export interface Flatness {
  /** Where it begins: the median of the first tenth. */
  readonly base: number;
  /** In shares of the base, an hour: the estimate, and the ends of its 95 % confidence interval. */
  readonly perHour: number;
  readonly least: number;
  readonly most: number;
  /** Whether even the upper end is within `flatMax`. */
  readonly isFlat: boolean;
}

/** A hundredth of the base in an hour. */
export const flatMax = 0.01;
const minutesMin = 5;
/** Of the normal distribution, two-sided 95 %. */
const z = 1.96;

/**
 * Theil's and Sen's slope: the median of the slopes between all pairs of points, which a few outliers
 * do not move, with Sen's interval for it (Sen, 1968). The points are medians of a minute each: single
 * samples lean on their neighbours, and the interval would be narrower than it is.
 * Null for less than five minutes.
 */
export function flatnessOf(samples: ArrayLike<number>, perMinute: number): Flatness | null {
  const minutes = Array.from({ length: Math.floor(samples.length / perMinute) }, (_, minute) =>
    medianOf(Array.from(samples).slice(minute * perMinute, (minute + 1) * perMinute)),
  );
  if (minutes.length < minutesMin) return null;
  const slopes: number[] = [];
  minutes.forEach((later, at) => {
    for (let before = 0; before < at; before += 1) {
      slopes.push((later - (minutes[before] ?? 0)) / (at - before));
    }
  });
  slopes.sort((a, b) => a - b);
  const n = minutes.length;
  // Kendall's: the deviation of the number of pairs that rise less those that fall, if nothing grew.
  const deviation = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const aside = Math.round((slopes.length - z * deviation) / 2);
  const base = medianOf(minutes.slice(0, Math.ceil(n / 10)));
  const shareOf = (slope: number): number => (slope * 60) / base;
  const most = shareOf(slopes[Math.min(slopes.length - 1, slopes.length - 1 - aside)] ?? 0);
  return {
    base,
    perHour: shareOf(medianOf(slopes)),
    least: shareOf(slopes[Math.max(0, aside)] ?? 0),
    most,
    isFlat: most <= flatMax,
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? 0) + high) / 2;
}
