const [width, height] = [300, 64];

interface LineChartProps {
  readonly label: string;
  readonly unit: string;
  /** In the order of time; null where nothing is known. */
  readonly points: readonly { readonly at: string; readonly value: number | null }[];
  /** The value at the upper edge; null: the highest there is. */
  readonly top?: number | null;
  /** The value at the lower edge; null: the lowest there is. */
  readonly bottom?: number | null;
  readonly digits?: number;
  readonly shadedAt?: readonly string[];
}

/** A quantity over time in one line, with its last value in figures. */
export function LineChart({
  label,
  unit,
  points,
  top = null,
  bottom = 0,
  digits = 0,
  shadedAt = [],
}: LineChartProps) {
  const known = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const last = known.at(-1);
  if (last === undefined) return null;
  const [lowest, highest] = [Math.min(...known), Math.max(...known)];
  const { floor, ceiling } = edgesOf({ lowest, highest, top, bottom });
  const from = Date.parse(points[0]?.at ?? '');
  const span = Math.max(1, Date.parse(points.at(-1)?.at ?? '') - from);
  const x = (at: string) => ((Date.parse(at) - from) / span) * width;
  const y = (value: number) =>
    height - ((Math.min(value, ceiling) - floor) / (ceiling - floor)) * height;
  const path = points
    .flatMap(({ at, value }) =>
      value === null ? [] : [`${x(at).toFixed(1)},${y(value).toFixed(1)}`],
    )
    .join(' ');
  // A minus, and not the hyphen that breaks at the end of a line.
  const text = (value: number) => value.toFixed(digits).replace('-', '−');
  const bounds =
    bottom === null
      ? `lowest ${text(lowest)}, highest ${text(highest)} ${unit}`
      : `highest ${text(highest)} ${unit}`;
  return (
    <figure>
      <figcaption className="mb-1 flex items-baseline justify-between gap-3 text-sm">
        <span className="font-medium">{label}</span>
        <span className="numbers whitespace-nowrap text-ink-soft">
          {text(last)} {unit}
        </span>
      </figcaption>
      <svg
        role="img"
        aria-label={`${label}: now ${text(last)} ${unit}, ${bounds}`}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="h-16 w-full overflow-visible"
      >
        {shadedAt.map((at) => (
          <rect key={at} x={x(at) - 1} y={0} width={2} height={height} className="fill-late/40" />
        ))}
        <line x1="0" x2={width} y1={height} y2={height} className="stroke-line" />
        <polyline
          // One step alone is a level, and would be no line.
          points={known.length === 1 ? `0,${y(last)} ${width},${y(last)}` : path}
          className="fill-none stroke-accent"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <p aria-hidden className="numbers mt-1 text-xs text-ink-faint">
        {bounds}
      </p>
    </figure>
  );
}

/** What never changed has nothing to be measured by: it lies in the middle. */
function edgesOf({
  lowest,
  highest,
  top,
  bottom,
}: Record<'lowest' | 'highest', number> & Record<'top' | 'bottom', number | null>) {
  if (bottom === null && lowest === highest) return { floor: lowest - 1, ceiling: highest + 1 };
  const floor = bottom ?? lowest - 0.05 * (highest - lowest);
  return { floor, ceiling: top ?? Math.max(floor + 1, highest) };
}
