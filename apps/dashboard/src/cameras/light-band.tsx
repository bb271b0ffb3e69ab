import type { Frame } from '@eyrie/contracts';
import { skyColour } from '../sky/solar-altitude.ts';

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

/** The colour of the sky at the sun's height, as bright as the frame was. */
function skyTone(frame: Frame): string {
  const share = Math.round(25 + 75 * Math.sqrt(frame.luminance));
  return `color-mix(in oklab, ${skyColour(frame.sun_altitude_deg)} ${share}%, #05080f)`;
}
