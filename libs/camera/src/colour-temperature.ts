/**
 * Colour gains by the temperature of the light: an even fit of what sensors behind the usual
 * infrared filter need. A camera with a tuning of its own differs by some hundred kelvin, which is a
 * matter of taste; what counts is that a ramp of kelvins is a smooth ramp of gains.
 */
const points: readonly (readonly [kelvin: number, red: number, blue: number])[] = [
  [2000, 1.5, 3.75],
  [2500, 1.75, 3.05],
  [3000, 2.02, 2.4],
  [3500, 2.26, 1.98],
  [4000, 2.5, 1.72],
  [4500, 2.72, 1.56],
  [5000, 2.92, 1.47],
  [5500, 3.08, 1.42],
  [6500, 3.3, 1.37],
  [7500, 3.47, 1.34],
  [9000, 3.8, 1.29],
  [12_000, 4.3, 1.22],
];

export const colourTemperatureMinK = 2000;
export const colourTemperatureMaxK = 12_000;

/** Gains of red and blue for a light of so many kelvin; beyond the ends of the curve its ends. */
export function colourGainsOf(kelvin: number): [red: number, blue: number] {
  const above = points.findIndex(([k]) => k >= kelvin);
  const high = points[above === -1 ? points.length - 1 : above];
  const low = points[above === -1 ? points.length - 1 : Math.max(0, above - 1)];
  if (!high || !low) throw new RangeError('The curve of colour gains has no points.');
  // By the inverse temperature, in which equal steps look equal.
  const span = 1 / low[0] - 1 / high[0];
  const share = span === 0 ? 0 : (1 / low[0] - 1 / clampK(kelvin)) / span;
  return [low[1] + (high[1] - low[1]) * share, low[2] + (high[2] - low[2]) * share];
}

/** The temperature whose ratio of red to blue the gains have: the inverse of `colourGainsOf`. */
export function colourTemperatureOf([red, blue]: readonly [number, number]): number {
  const ratio = red / blue;
  let low = colourTemperatureMinK;
  let high = colourTemperatureMaxK;
  for (let step = 0; step < 24; step += 1) {
    const middle = 2 / (1 / low + 1 / high);
    const [r, b] = colourGainsOf(middle);
    if (r / b < ratio) low = middle;
    else high = middle;
  }
  return Math.round(low);
}

function clampK(kelvin: number): number {
  return Math.min(colourTemperatureMaxK, Math.max(colourTemperatureMinK, kelvin));
}
