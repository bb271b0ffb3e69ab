import { useId } from 'react';
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
  const gradient = useId();
  return (
    <svg
      role="img"
      aria-label={`The sun stands at ${solarAltitudeDeg(latitude, longitude, shown).toFixed(0)} degrees now`}
      viewBox="0 0 240 56"
      preserveAspectRatio="none"
      className={className}
    >
      <linearGradient id={gradient}>
        {altitudes.map((altitude, index) => (
          <stop key={index} offset={index / steps} stopColor={skyColour(altitude)} />
        ))}
      </linearGradient>
      <rect width="240" height="56" fill={`url(#${gradient})`} />
      <polyline
        points={curve}
        fill="none"
        stroke="#fff"
        strokeOpacity=".6"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
      <line
        x1="120"
        x2="120"
        y2="56"
        stroke="#fff"
        strokeOpacity=".9"
        strokeWidth="2"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
