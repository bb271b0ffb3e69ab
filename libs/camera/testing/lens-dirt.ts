import sharp from 'sharp';

/** What can lie between a camera and its scene. */
export const dirts = ['blur', 'fog', 'ice', 'drops', 'insect'] as const;
export type Dirt = (typeof dirts)[number];

type Random = () => number;

interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Paints a fault of the lens onto a picture, the simulated sky's or a photograph: by seed, mild to heavy. */
export async function soil(jpeg: Uint8Array, dirt: Dirt, seed: number): Promise<Buffer> {
  const random = randomFrom(seed);
  const { data, info } = await sharp(jpeg)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const canvas = { width: info.width, height: info.height, rgb: data };
  const painted = await painters[dirt](canvas, random);
  addGrain(painted, random);
  return toJpeg(canvas, painted);
}

type Painter = (canvas: Canvas, random: Random) => Promise<Uint8Array>;

const painters: Record<Dirt, Painter> = {
  async blur(canvas, random) {
    return blurred(canvas, canvas.width * (0.004 + 0.012 * random()));
  },

  /** Breath on the glass: a veil that is blurred itself, denser here than there. */
  async fog(canvas, random) {
    const far = await blurred(canvas, canvas.width * (0.012 + 0.02 * random()));
    const grey = meanOf(canvas.rgb) * (0.9 + 0.3 * random()) + 12;
    const dense = 0.45 + 0.3 * random();
    const wave = waves(canvas, random);
    return blend(
      canvas,
      far,
      (i) => 1 - 0.25 * (1 - (wave[i] ?? 0)),
      (value, i) => {
        const veil = dense * (0.75 + 0.4 * (wave[i] ?? 0));
        return value * (1 - veil) + grey * veil;
      },
    );
  },

  /** Needles and feathers that grow from the rim inwards, white against the light. */
  async ice(canvas, random) {
    const { width, height } = canvas;
    const far = await blurred(canvas, width * 0.015);
    const depth = 0.22 + 0.4 * random();
    const needles = needlesOn(canvas, random, depth);
    const bright = 150 + 60 * random();
    const light = Math.max(0.35, meanOf(canvas.rgb) / 110);
    return blend(
      canvas,
      far,
      (i) => {
        const [x, y] = [(i % width) / width, Math.floor(i / width) / height];
        const rim = Math.min(x, y, 1 - x, 1 - y) / 0.5;
        return smooth(depth + 0.12, depth - 0.1, rim - 0.25 * ((needles[i] ?? 0) - 0.3));
      },
      (value, i) => {
        const frost = 0.25 + 0.55 * (needles[i] ?? 0);
        return value * (1 - frost) + Math.min(245, bright * light) * frost;
      },
    );
  },

  /** Each drop is a small lens: the scene upside down and soft, a dark rim, a glint. */
  async drops(canvas, random) {
    const { width, height, rgb } = canvas;
    const out = rgb.slice();
    const far = await blurred(canvas, width * 0.006);
    const count = 10 + Math.floor(random() * 30);
    for (let n = 0; n < count; n += 1) {
      const radius = width * (0.015 + 0.035 * random() * random() + 0.006);
      const [cx, cy] = [random() * width, random() * height];
      const flat = 0.85 + 0.3 * random();
      for (
        let y = Math.max(0, Math.floor(cy - radius * flat));
        y < Math.min(height, cy + radius * flat);
        y += 1
      ) {
        for (
          let x = Math.max(0, Math.floor(cx - radius));
          x < Math.min(width, cx + radius);
          x += 1
        ) {
          const [dx, dy] = [(x - cx) / radius, (y - cy) / (radius * flat)];
          const r = Math.hypot(dx, dy);
          if (r >= 1) continue;
          const fromX = clamp(Math.round(cx - dx * radius * 5), 0, width - 1);
          const fromY = clamp(Math.round(cy - dy * radius * 5), 0, height - 1);
          const rim = smooth(0.7, 1, r) * 0.55;
          const glint = Math.exp(-(((dx + 0.35) ** 2 + (dy + 0.4) ** 2) / 0.02)) * 120;
          const edge = smooth(1, 0.92, r);
          const [to, from] = [(y * width + x) * 3, (fromY * width + fromX) * 3];
          for (let c = 0; c < 3; c += 1) {
            const seen = (far[from + c] ?? 0) * (1 - rim) + glint;
            out[to + c] = clamp((out[to + c] ?? 0) * (1 - edge) + seen * edge, 0, 255);
          }
        }
      }
    }
    return out;
  },

  /** A body with legs close to the lens, so out of focus; a spider brings some threads of its web. */
  async insect(canvas, random) {
    const { width, height, rgb } = canvas;
    const shade = new Float32Array(width * height);
    const size = width * (0.05 + 0.06 * random());
    const [cx, cy] = [width * (0.15 + 0.7 * random()), height * (0.15 + 0.7 * random())];
    const turn = random() * Math.PI * 2;
    ellipse(shade, canvas, cx, cy, size, size * (0.5 + 0.25 * random()), turn, 0.96);
    const [hx, hy] = [cx + Math.cos(turn) * size * 1.1, cy + Math.sin(turn) * size * 1.1];
    ellipse(shade, canvas, hx, hy, size * 0.45, size * 0.4, turn, 0.94);
    for (let leg = 0; leg < 8; leg += 1) {
      const side = leg % 2 === 0 ? 1 : -1;
      const out = turn + side * (0.6 + 0.35 * Math.floor(leg / 2)) + (random() - 0.5) * 0.3;
      const knee = size * (1.3 + 0.5 * random());
      const [kx, ky] = [cx + Math.cos(out) * knee, cy + Math.sin(out) * knee];
      const bend = out + side * 0.6;
      line(shade, canvas, cx, cy, kx, ky, width * 0.005, 0.9);
      line(
        shade,
        canvas,
        kx,
        ky,
        kx + Math.cos(bend) * knee * 0.8,
        ky + Math.sin(bend) * knee * 0.8,
        width * 0.004,
        0.85,
      );
    }
    const soft = await softened(shade, canvas, width * (0.002 + 0.004 * random()));
    const out = rgb.slice();
    for (let i = 0; i < soft.length; i += 1) {
      for (let c = 0; c < 3; c += 1) {
        out[i * 3 + c] = (rgb[i * 3 + c] ?? 0) * (1 - (soft[i] ?? 0)) + 14 * (soft[i] ?? 0);
      }
    }
    return out;
  },
};

function toJpeg({ width, height }: Canvas, rgb: Uint8Array): Promise<Buffer> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer();
}

async function blurred({ width, height, rgb }: Canvas, sigma: number): Promise<Uint8Array> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .blur(Math.max(0.5, sigma))
    .raw()
    .toBuffer();
}

async function softened(
  shade: Float32Array,
  { width, height }: Canvas,
  sigma: number,
): Promise<Float32Array> {
  const bytes = Uint8Array.from(shade, (value) => value * 255);
  const { data, info } = await sharp(bytes, { raw: { width, height, channels: 1 } })
    .blur(Math.max(0.5, sigma))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Float32Array.from(
    { length: width * height },
    (_, i) => (data[i * info.channels] ?? 0) / 255,
  );
}

function blend(
  { rgb }: Canvas,
  other: Uint8Array,
  share: (pixel: number) => number,
  tint: (value: number, pixel: number) => number,
): Uint8Array {
  const out = new Uint8Array(rgb.length);
  for (let i = 0, at = 0; at < rgb.length; i += 1, at += 3) {
    const part = clamp(share(i), 0, 1);
    for (let c = at; c < at + 3; c += 1) {
      out[c] = clamp((rgb[c] ?? 0) * (1 - part) + tint(other[c] ?? 0, i) * part, 0, 255);
    }
  }
  return out;
}

/** The lens blurs, but not the sensor's noise: that is there behind all of them. */
function addGrain(rgb: Uint8Array, random: Random): void {
  for (let at = 0; at < rgb.length; at += 3) {
    const grain = (random() + random() + random() - 1.5) * 2.2;
    for (let c = at; c < at + 3; c += 1) rgb[c] = clamp((rgb[c] ?? 0) + grain, 0, 255);
  }
}

function waves({ width, height }: Canvas, random: Random): Float32Array {
  const [a, b, p, q] = [random() * 5 + 1, random() * 5 + 1, random() * 6, random() * 6];
  return Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) / width, Math.floor(i / width) / height];
    return (
      0.5 + 0.25 * Math.sin(x * a + p + 2 * Math.sin(y * b)) + 0.25 * Math.sin(y * a + q + x * b)
    );
  });
}

function needlesOn(canvas: Canvas, random: Random, depth: number): Float32Array {
  const { width, height } = canvas;
  const out = new Float32Array(width * height);
  const stems = 90 + Math.floor(depth * 260);
  for (let n = 0; n < stems; n += 1) {
    const side = Math.floor(random() * 4);
    const along = random();
    const inward = random() * depth * 0.8;
    const x = (side < 2 ? along : side === 2 ? inward : 1 - inward) * width;
    const y = (side === 0 ? inward : side === 1 ? 1 - inward : along) * height;
    const angle = random() * Math.PI * 2;
    const length = width * (0.03 + 0.09 * random());
    const [ex, ey] = [x + Math.cos(angle) * length, y + Math.sin(angle) * length];
    line(out, canvas, x, y, ex, ey, width * 0.0028, 0.5 + 0.5 * random());
    for (let k = 1; k < 7; k += 1) {
      const [bx, by] = [x + ((ex - x) * k) / 7, y + ((ey - y) * k) / 7];
      for (const lean of [0.9, -0.9]) {
        const reach = length * 0.28 * (1 - k / 8);
        line(
          out,
          canvas,
          bx,
          by,
          bx + Math.cos(angle + lean) * reach,
          by + Math.sin(angle + lean) * reach,
          width * 0.0018,
          0.6,
        );
      }
    }
  }
  return out;
}

function ellipse(
  out: Float32Array,
  { width, height }: Canvas,
  cx: number,
  cy: number,
  a: number,
  b: number,
  turn: number,
  level: number,
): void {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const reach = Math.max(a, b);
  for (let y = Math.max(0, Math.floor(cy - reach)); y < Math.min(height, cy + reach); y += 1) {
    for (let x = Math.max(0, Math.floor(cx - reach)); x < Math.min(width, cx + reach); x += 1) {
      const [u, v] = [(x - cx) * cos + (y - cy) * sin, (y - cy) * cos - (x - cx) * sin];
      if ((u / a) ** 2 + (v / b) ** 2 < 1) out[y * width + x] = level;
    }
  }
}

function line(
  out: Float32Array,
  { width, height }: Canvas,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  thick: number,
  level: number,
): void {
  const steps = Math.ceil(Math.hypot(x1 - x0, y1 - y0));
  const reach = Math.max(0, Math.round(thick / 2));
  for (let k = 0; k <= steps; k += 1) {
    const [x, y] = [
      Math.round(x0 + ((x1 - x0) * k) / steps),
      Math.round(y0 + ((y1 - y0) * k) / steps),
    ];
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) {
        if (x + dx < 0 || y + dy < 0 || x + dx >= width || y + dy >= height) continue;
        const at = (y + dy) * width + x + dx;
        out[at] = Math.max(out[at] ?? 0, level);
      }
    }
  }
}

function meanOf(rgb: Uint8Array): number {
  let sum = 0;
  for (const value of rgb) sum += value;
  return sum / rgb.length;
}

function smooth(from: number, to: number, value: number): number {
  const t = clamp((value - from) / (to - from), 0, 1);
  return t * t * (3 - 2 * t);
}

function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** mulberry32 */
export function randomFrom(seed: number): Random {
  let state = (seed * 2_654_435_761) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
