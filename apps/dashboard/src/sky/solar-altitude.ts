const degree = Math.PI / 180;

/**
 * Altitude of the sun's centre in degrees, to about half a degree: enough to colour a band. (The
 * low-precision formulae of the Astronomical Almanac; schedules use @eyrie/schedule at the site.)
 */
export function solarAltitudeDeg(latitude: number, longitude: number, epochMs: number): number {
  const days = epochMs / 86_400_000 - 10_957.5; // Since J2000.0, 1 January 2000 at noon.
  const meanLongitude = 280.46 + 0.985_647_4 * days;
  const meanAnomaly = (357.528 + 0.985_600_3 * days) * degree;
  const eclipticLongitude =
    (meanLongitude + 1.915 * Math.sin(meanAnomaly) + 0.02 * Math.sin(2 * meanAnomaly)) * degree;
  const obliquity = 23.439 * degree;
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(eclipticLongitude));
  const rightAscension = Math.atan2(
    Math.cos(obliquity) * Math.sin(eclipticLongitude),
    Math.cos(eclipticLongitude),
  );
  const siderealDeg = 280.460_618_37 + 360.985_647_366_29 * days + longitude;
  const hourAngle = siderealDeg * degree - rightAscension;
  return (
    Math.asin(
      Math.sin(latitude * degree) * Math.sin(declination) +
        Math.cos(latitude * degree) * Math.cos(declination) * Math.cos(hourAngle),
    ) / degree
  );
}

const stops: [altitudeDeg: number, colour: [number, number, number]][] = [
  [-18, [12, 18, 40]],
  [-12, [22, 32, 66]],
  [-6, [58, 62, 110]],
  [-2, [176, 108, 120]],
  [1, [243, 160, 104]],
  [6, [244, 202, 150]],
  [14, [132, 178, 226]],
  [60, [84, 148, 222]],
];

/** The colour of the sky with the sun at an altitude, as `rgb(r g b)`. */
export function skyColour(altitudeDeg: number): string {
  const above = stops.findIndex(([altitude]) => altitude >= altitudeDeg);
  const upper = above === -1 ? stops.at(-1) : stops[above];
  const lower = above <= 0 ? upper : stops[above - 1];
  if (!upper || !lower) throw new RangeError('The sky has no colours.');
  const span = upper[0] - lower[0];
  const share = span === 0 ? 0 : (altitudeDeg - lower[0]) / span;
  const mixed = lower[1].map((from, index) =>
    Math.round(from + ((upper[1][index] ?? from) - from) * share),
  );
  return `rgb(${mixed.join(' ')})`;
}
