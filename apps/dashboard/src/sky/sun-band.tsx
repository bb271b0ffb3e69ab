import { useId, type ReactNode } from 'react';
import { useNow } from '../freshness/use-now.ts';
import { skyColour, solarAltitudeDeg } from './solar-altitude.ts';

const steps = 72;
const spanMs = 24 * 3_600_000;

/** Altitudes of the sun in degrees at even steps of the 24 hours from an instant on. */
function altitudesFrom(latitude: number, longitude: number, fromMs: number): number[] {
  return Array.from({ length: steps + 1 }, (_, index) =>
    solarAltitudeDeg(latitude, longitude, fromMs + (index * spanMs) / steps),
  );
}

/** The colours of the sky from left to right, for a gradient. */
function SkyStops({ altitudes }: { altitudes: readonly number[] }) {
  return altitudes.map((altitude, index) => (
    <stop key={index} offset={index / (altitudes.length - 1)} stopColor={skyColour(altitude)} />
  ));
}

/** The light of the 24 hours from an instant on at a place; `children` are drawn on its 240 × 56. */
export function DayBand({
  latitude,
  longitude,
  fromMs,
  label,
  children,
  className = '',
}: {
  latitude: number;
  longitude: number;
  fromMs: number;
  label: string;
  children?: ReactNode;
  className?: string;
}) {
  const gradient = useId();
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox="0 0 240 56"
      preserveAspectRatio="none"
      className={className}
    >
      <linearGradient id={gradient}>
        <SkyStops altitudes={altitudesFrom(latitude, longitude, fromMs)} />
      </linearGradient>
      <rect width="240" height="56" fill={`url(#${gradient})`} />
      {children}
    </svg>
  );
}

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
  const altitudes = altitudesFrom(latitude, longitude, shown - spanMs / 2);
  const curve = altitudes
    .map((altitude, index) => `${(index * 240) / steps},${(32 - altitude * 0.4).toFixed(1)}`)
    .join(' ');
  return (
    <DayBand
      latitude={latitude}
      longitude={longitude}
      fromMs={shown - spanMs / 2}
      label={`The sun stands at ${solarAltitudeDeg(latitude, longitude, shown).toFixed(0)} degrees now`}
      className={className}
    >
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
    </DayBand>
  );
}
