import type { Frame } from '@eyrie/contracts';

/** Brightness of the recent frames as a band, oldest left: night, dawn and gaps at one look. */
export function LightBand({ frames }: { frames: Frame[] }) {
  const oldestFirst = [...frames].reverse();
  if (oldestFirst.length < 2) return null;
  return (
    <figure className="mt-3">
      <svg
        role="img"
        aria-label="Brightness of the recent frames, oldest first"
        viewBox={`0 0 ${oldestFirst.length} 10`}
        preserveAspectRatio="none"
        className="h-6 w-full rounded-lg"
      >
        {oldestFirst.map((frame, index) => (
          <rect key={frame.id} x={index} width={1.05} height={10} fill={skyTone(frame)} />
        ))}
      </svg>
      <figcaption className="mt-1 text-xs text-ink-faint">
        Brightness of the last {oldestFirst.length} frames
      </figcaption>
    </figure>
  );
}

/** Night blue to day white, warmer while the sun is near the horizon. */
function skyTone(frame: Frame): string {
  const nearHorizon = Math.max(0, 1 - Math.abs(frame.sun_altitude_deg) / 8);
  const hue = 222 - 190 * nearHorizon;
  const lightness = 12 + 76 * Math.sqrt(frame.luminance);
  return `hsl(${hue.toFixed(0)} ${(35 + 35 * nearHorizon).toFixed(0)}% ${lightness.toFixed(0)}%)`;
}
