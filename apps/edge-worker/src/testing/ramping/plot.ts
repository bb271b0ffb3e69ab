import type { SunsetFrame } from './sunset.ts';

const width = 900;
const panel = 200;
const left = 60;
const gap = 34;

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly frames: readonly SunsetFrame[];
}

/** Luminance above, exposure below, over the height of the sun; an SVG that stands alone. */
export function plot(title: string, lines: readonly Line[]): string {
  const height = panel * 2 + gap * 3 + 20;
  const stops = ({ shutterUs, gain }: SunsetFrame) => Math.log2((shutterUs / 1e6) * gain);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${left}" y="20" font-size="14">${title}</text>`,
    ...chart(gap, 'mean luminance', [0, 0.6], lines, ({ luminance }) => luminance),
    ...chart(gap * 2 + panel, 'stops, log2(s × gain)', [-14, 8], lines, stops),
    ...lines.map(
      ({ name, colour }, n) =>
        `<text x="${width - 330 + n * 170}" y="20" fill="${colour}">■ ${name}</text>`,
    ),
    `<text x="${left}" y="${height - 8}">height of the sun, degrees, from ${degrees(lines, 0)} to ${degrees(lines, -1)}</text>`,
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function chart(
  top: number,
  label: string,
  [low, high]: readonly [number, number],
  lines: readonly Line[],
  value: (frame: SunsetFrame) => number,
): string[] {
  const right = width - 20;
  const y = (v: number) =>
    top + panel - (Math.min(high, Math.max(low, v)) - low) * (panel / (high - low));
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => low + share * (high - low));
  return [
    ...ticks.map(
      (tick) =>
        `<path d="M${left} ${y(tick)}H${right}" stroke="#ddd"/><text x="8" y="${y(tick) + 4}">${Number(tick.toFixed(2))}</text>`,
    ),
    `<text x="${left + 6}" y="${top + 14}" fill="#555">${label}</text>`,
    ...lines.map(({ colour, frames }) => {
      const points = frames.map((frame, n) => {
        const x = left + (n / Math.max(1, frames.length - 1)) * (right - left);
        return `${x.toFixed(1)} ${y(value(frame)).toFixed(1)}`;
      });
      return `<path d="M${points.join('L')}" fill="none" stroke="${colour}" stroke-width="1.3"/>`;
    }),
  ];
}

function degrees(lines: readonly Line[], at: number): string {
  return `${lines[0]?.frames.at(at)?.sunAltitudeDeg.toFixed(0) ?? ''}°`;
}
