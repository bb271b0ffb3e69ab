import type { FocusLook } from '@eyrie/contracts';

type Point = Pick<FocusLook, 'taken_at' | 'sharpness' | 'lens_position'>;

const width = 320;
const height = 140;
const pad = 10;

export function bestOf(points: readonly Point[]): Point | null {
  return points.reduce<Point | null>(
    (best, point) => (best && best.sharpness >= point.sharpness ? best : point),
    null,
  );
}

/** How sharp each look was, over time or over the positions of the lens, with the best one marked. */
export function FocusChart({ points }: { points: readonly Point[] }) {
  const best = bestOf(points);
  const last = points.at(-1);
  if (!best || !last) return null;
  const isSweep = last.lens_position !== null;
  const at = (point: Point) => (isSweep ? (point.lens_position ?? 0) : Date.parse(point.taken_at));
  const sorted = points.toSorted((a, b) => at(a) - at(b));
  const [from, to] = [at(sorted[0] ?? best), at(sorted.at(-1) ?? best)];
  const x = (point: Point) =>
    pad + ((at(point) - from) / Math.max(1e-9, to - from)) * (width - 2 * pad);
  // Near the best a hand needs to see little: the picture begins at half of it, where none was worse.
  const floor = Math.min(best.sharpness / 2, ...points.map(({ sharpness }) => sharpness));
  const y = (point: Point) =>
    height -
    pad -
    ((point.sharpness - floor) / Math.max(1e-9, best.sharpness - floor)) * (height - 2 * pad - 12);
  const line = sorted.map((point) => `${x(point).toFixed(1)},${y(point).toFixed(1)}`).join(' ');
  const share = Math.round((last.sharpness / Math.max(1e-9, best.sharpness)) * 100);
  return (
    <figure>
      <svg
        role="img"
        aria-label={`Sharpness of ${points.length} looks: best ${best.sharpness}, last ${share} % of it`}
        viewBox={`0 0 ${width} ${height}`}
        className="block w-full rounded-xl bg-sunken"
      >
        <line
          x1={pad}
          x2={width - pad}
          y1={y(best)}
          y2={y(best)}
          strokeDasharray="4 4"
          className="stroke-good"
        />
        <polygon
          points={`${x(sorted[0] ?? best)},${height - pad} ${line} ${x(sorted.at(-1) ?? best)},${height - pad}`}
          className="fill-accent/12"
        />
        <polyline points={line} fill="none" strokeWidth="2" className="stroke-accent" />
        <circle cx={x(best)} cy={y(best)} r="5" className="fill-good" />
        <text
          x={Math.min(width - 70, Math.max(pad, x(best) - 14))}
          y={y(best) - 8}
          className="numbers fill-good text-[11px] font-medium"
        >
          best {best.sharpness}
        </text>
        {last === best ? null : <circle cx={x(last)} cy={y(last)} r="4" className="fill-accent" />}
      </svg>
      <figcaption className="numbers mt-1 flex justify-between text-xs text-ink-faint">
        {isSweep ? (
          <>
            <span>{from} dioptres</span>
            <span>{to} dioptres</span>
          </>
        ) : (
          <>
            <span>{Math.round((to - from) / 1_000)} s ago</span>
            <span>now</span>
          </>
        )}
      </figcaption>
    </figure>
  );
}
