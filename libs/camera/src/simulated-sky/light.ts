/* eslint-disable @typescript-eslint/no-non-null-assertion -- Indices of the painting loops are in range by construction, and a check per pixel costs time. */
import { dustPhase, lightAt, march, type Atmosphere } from './atmosphere.ts';
import { clamp, smoothstep } from './noise.ts';
import type { Scene } from './scene.ts';
import { directionOf, type Direction, type View } from './view.ts';

/** Red, green, blue; linear light relative to the sun's outside the atmosphere. */
export type Rgb = readonly [number, number, number];

/** A body that lights the scene: the sun, or the moon as a sun four hundred thousand times weaker. */
export interface Lamp {
  readonly direction: Direction;
  /** Against the sun's, per channel: the camera's white balance is in it. */
  readonly strength: Rgb;
  /** Its light on a surface that faces it: at the ground, at low and at high clouds. */
  readonly ground: Rgb;
  readonly clouds: Rgb;
  readonly cirrus: Rgb;
}

export interface Light {
  readonly lamps: readonly Lamp[];
  /** Clear sky seen straight up and behind the camera, radiance. */
  readonly zenith: Rgb;
  readonly behind: Rgb;
  /** The clear sky ahead, on a coarse grid over the picture's rows from 0 to the horizon. */
  readonly sky: SkyGrid;
  /** 0 by day, 1 in the night. */
  readonly night: number;
  /** 1 while the sun lights the air near the ground, 0 in its shadow. */
  readonly sunUp: number;
}

interface SkyGrid {
  readonly columns: number;
  readonly rows: number;
  /** Light scattered by air (3) and by dust before its phase (3 per lamp), per point. */
  readonly air: Float32Array;
  readonly dust: readonly Float32Array[];
}

const CAMERA_KM = 0.9;
const COLUMNS = 72;
const ROWS = 36;
/** What glows by itself on a moonless night: stars, airglow. Brighter than life, as cameras show it. */
const nightGlow: Rgb = [2.2e-6, 2.9e-6, 5.2e-6];

export function lightOf(scene: Scene, atmosphere: Atmosphere, view: View, facing: number): Light {
  const { sun, moon } = scene;
  const lamps: Lamp[] = [];
  if (sun.altitudeDeg > -19) {
    const direction = directionOf(sun.altitudeDeg, sun.azimuthDeg, facing);
    lamps.push(lampOf(atmosphere, direction, balanceOf(sun.altitudeDeg)));
  }
  const night = smoothstep(-4, -12, sun.altitudeDeg);
  const moonLight = night * 4e-4 * moon.litFraction ** 1.6;
  if (moon.altitudeDeg > -3 && moonLight > 1e-6) {
    const direction = directionOf(moon.altitudeDeg, moon.azimuthDeg, facing);
    const strength: Rgb = [moonLight * 0.8, moonLight * 0.96, moonLight * 1.15];
    lamps.push(lampOf(atmosphere, direction, strength));
  }
  return {
    lamps,
    night,
    sunUp: smoothstep(-3.5, 4, sun.altitudeDeg),
    zenith: lookAt(atmosphere, lamps, { x: 0, y: 1, z: 0 }),
    behind: meanOf([
      lookAt(atmosphere, lamps, directionOf(25, 180, 0)),
      lookAt(atmosphere, lamps, directionOf(12, 115, 0)),
      lookAt(atmosphere, lamps, directionOf(12, 245, 0)),
    ]),
    sky: skyAhead(atmosphere, lamps, view),
  };
}

/** In twilight a camera's automatic white balance takes out most of the violet. */
export function balanceOf(sunAltitudeDeg: number): Rgb {
  const dusk = smoothstep(1.5, -4.5, sunAltitudeDeg);
  return [1 - 0.36 * dusk, 1 + 0.02 * dusk, 1 - 0.08 * dusk];
}

function lampOf(atmosphere: Atmosphere, direction: Direction, strength: Rgb): Lamp {
  const at = (height: number, mu: number): Rgb => {
    const out = new Float64Array(3);
    lightAt(atmosphere, height, mu, out);
    // A little of each colour spills into the others, as on a sensor: pure red does not exist there.
    const grey = 0.16 * (0.3 * out[0]! + 0.6 * out[1]! + 0.1 * out[2]!);
    const spilt = (c: 0 | 1 | 2): number => (out[c]! * 0.84 + grey) * strength[c];
    return [spilt(0), spilt(1), spilt(2)];
  };
  const mu = direction.y;
  return {
    direction,
    strength,
    ground: at(CAMERA_KM + 0.6, mu),
    // Clouds towards the sun see more of it than we do: the earth bends away beneath them.
    clouds: at(CAMERA_KM + 2.6, mu + 0.003),
    cirrus: at(CAMERA_KM + 9, mu + 0.006),
  };
}

function skyAhead(atmosphere: Atmosphere, lamps: readonly Lamp[], view: View): SkyGrid {
  const size = COLUMNS * ROWS * 3;
  const grid = {
    columns: COLUMNS,
    rows: ROWS,
    air: new Float32Array(size),
    dust: lamps.map(() => new Float32Array(size)),
  };
  const out = new Float64Array(12);
  for (let j = 0; j < ROWS; j += 1) {
    for (let i = 0; i < COLUMNS; i += 1) {
      const x = ((i / (COLUMNS - 1)) * view.width - view.width / 2) / view.focal;
      const y = Math.max(0.004, ((1 - j / (ROWS - 1)) * view.horizon) / view.focal);
      const norm = 1 / Math.sqrt(1 + x * x + y * y);
      const at = (j * COLUMNS + i) * 3;
      for (let c = 0; c < 3; c += 1)
        grid.air[at + c] = nightGlow[c]! * (0.5 + 0.9 * Math.exp(-3.5 * y * norm));
      lamps.forEach(({ direction, strength }, lamp) => {
        const cosine = (x * direction.x + y * direction.y + direction.z) * norm;
        march(atmosphere, CAMERA_KM, y * norm, direction.y, cosine, 18, out, true);
        for (let c = 0; c < 3; c += 1) {
          grid.air[at + c]! += out[c]! * strength[c]!;
          grid.dust[lamp]![at + c] = out[3 + c]! * strength[c]!;
        }
      });
    }
  }
  return grid;
}

function lookAt(atmosphere: Atmosphere, lamps: readonly Lamp[], ray: Direction): Rgb {
  const out = new Float64Array(12);
  const sum: [number, number, number] = [...nightGlow];
  for (const { direction, strength } of lamps) {
    const cosine = clamp(ray.x * direction.x + ray.y * direction.y + ray.z * direction.z, -1, 1);
    march(atmosphere, CAMERA_KM, ray.y, direction.y, cosine, 18, out, true);
    for (let c = 0; c < 3; c += 1) {
      sum[c]! += (out[c]! + out[3 + c]! * Math.min(1, dustPhase(cosine))) * strength[c]!;
    }
  }
  return sum;
}

function meanOf(colours: readonly Rgb[]): Rgb {
  const mean: [number, number, number] = [0, 0, 0];
  for (const colour of colours) {
    for (let c = 0; c < 3; c += 1) mean[c]! += colour[c]! / colours.length;
  }
  return mean;
}
