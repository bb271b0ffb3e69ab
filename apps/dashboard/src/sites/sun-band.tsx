import { useNow } from '../freshness/use-now.ts';
import { skyColour, solarAltitudeDeg } from './solar-altitude.ts';

const steps = 72;
const spanMs = 24 * 3_600_000;

/** The light of the twelve hours past and to come at a place, with now in the middle. */
export function SunBand({
  latitude,
  longitude,
  className = '',
}: {
  latitude: number;
  longitude: number;
  className?: string;
}) {
  const now = useNow();
  // A band that moves by a third of an hour per step need not be drawn each second.
  const shown = Math.floor(now / 60_000) * 60_000;
  const altitudes = Array.from({ length: steps + 1 }, (_, index) =>
    solarAltitudeDeg(latitude, longitude, shown - spanMs / 2 + (index * spanMs) / steps),
  );
  const curve = altitudes
    .map((altitude, index) => `${(index * 240) / steps},${(32 - altitude * 0.4).toFixed(1)}`)
    .join(' ');
  return (
    <svg
      role="img"
      aria-label={`The sun stands at ${solarAltitudeDeg(latitude, longitude, shown).toFixed(0)} degrees now`}
      viewBox="0 0 240 56"
      preserveAspectRatio="none"
      className={className}
    >
      {altitudes.slice(0, -1).map((altitude, index) => (
        <rect
          key={index}
          x={(index * 240) / steps}
          width={240 / steps + 0.4}
          height="56"
          fill={skyColour(altitude)}
        />
      ))}
      <polyline points={curve} fill="none" stroke="#fff" strokeOpacity=".55" strokeWidth="1" />
      <line x1="120" x2="120" y2="56" stroke="#fff" strokeOpacity=".9" strokeWidth="1" />
    </svg>
  );
}
