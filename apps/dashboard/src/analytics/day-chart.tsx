/** One day's parts, from the bottom up. */
export interface DayBar {
  readonly day: string;
  readonly parts: readonly number[];
  /** What the bar says to whoever points at it or hears it. */
  readonly text: string;
}

const widthPx = 720;
const heightPx = 160;

/** Bars by day. Drawn from sums that the cloud has ready, so that a year opens at once. */
export function DayChart({
  label,
  bars,
  looks,
  ceiling,
  topText,
}: {
  label: string;
  bars: readonly DayBar[];
  /** How each part is filled, as a class. */
  looks: readonly string[];
  /** The value at the top; the largest bar where there is none. */
  ceiling?: number;
  /** What a bar up to the top stands for, with its unit. */
  topText: (top: number) => string;
}) {
  const sums = bars.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0));
  const top = ceiling ?? Math.max(1, ...sums);
  const step = widthPx / Math.max(1, bars.length);
  const gap = step > 6 ? 2 : step > 3 ? 1 : 0;
  return (
    <figure>
      <p aria-hidden className="numbers mb-1 text-xs text-ink-faint">
        {topText(top)}
      </p>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${widthPx} ${heightPx}`}
        preserveAspectRatio="none"
        className="h-40 w-full overflow-visible"
      >
        <line x1="0" x2={widthPx} y1={0} y2={0} className="stroke-line" strokeDasharray="4 4" />
        <line x1="0" x2={widthPx} y1={heightPx} y2={heightPx} className="stroke-line" />
        {bars.map(({ day, parts, text }, index) => {
          let y = heightPx;
          return (
            <g key={day}>
              <title>{text}</title>
              <rect
                x={index * step}
                y={0}
                width={step}
                height={heightPx}
                className="fill-transparent hover:fill-sunken"
              />
              {parts.map((part, place) => {
                const height = Math.min(heightPx, (part / top) * heightPx);
                y -= height;
                return part > 0 ? (
                  <rect
                    key={looks[place]}
                    x={index * step + gap / 2}
                    y={y}
                    width={Math.max(0.5, step - gap)}
                    height={height}
                    className={`pointer-events-none ${looks[place] ?? ''}`}
                  />
                ) : null;
              })}
            </g>
          );
        })}
      </svg>
      <figcaption className="numbers mt-1 flex justify-between text-xs text-ink-faint">
        <span>{bars[0] ? shortDay(bars[0].day) : ''}</span>
        <span>{bars.length > 1 ? shortDay(bars.at(-1)?.day ?? '') : ''}</span>
      </figcaption>
    </figure>
  );
}

/** `2 May`, of a day in UTC. */
export function shortDay(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString([], {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
}
