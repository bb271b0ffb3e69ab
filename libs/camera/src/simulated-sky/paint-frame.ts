import sharp from 'sharp';
import { makeAtmosphere, type Atmosphere } from './atmosphere.ts';
import { makeCloudShapes, type CloudShapes } from './clouds.ts';
import { colourTemperatureOf } from '../colour-temperature.ts';
import { expose, luxOf } from './exposure.ts';
import { makeGrain, type Grain } from './grain.ts';
import type { Metering } from '../capture-controls.ts';
import type { Landscape } from './landscape.ts';
import { landLight } from './land-light.ts';
import { balanceOf, lightOf, type Light } from './light.ts';
import { hashText, mix, randomFrom } from './noise.ts';
import { dressed } from './look.ts';
import { paintLand } from './paint-land.ts';
import { paintStars } from './stars.ts';
import type { PaintedFrame, Scene } from './scene.ts';
import { spreadSky } from './spread-sky.ts';
import { meanOfMiddle, paintSky, type SkyPicture } from './sky-picture.ts';
import { makeLandscape } from './survey.ts';
import { viewOf } from './view.ts';
import { airAt, mistBySun } from './weather.ts';

/** What stays the same from frame to frame; made once per camera. */
interface Studio {
  readonly seed: number;
  readonly facing: number;
  readonly land: Landscape;
  readonly shapes: CloudShapes;
  readonly grain: Grain;
  /** Six megabytes that are painted over for every frame rather than collected after it. */
  readonly pixels: Uint8ClampedArray;
}

const studios = new Map<string, Studio>();
const atmospheres = new Map<number, Atmosphere>();
const STUDIOS_MAX = 2;
const DAY_MS = 86_400_000;

let last: Promise<unknown> = Promise.resolve();

/**
 * Paints a scene. The same scene gives the same bytes, in any process. One at a time: they share
 * the canvas.
 */
export function paintFrame(scene: Scene): Promise<PaintedFrame> {
  const frame = last.then(() => paint(scene));
  last = frame.catch(() => undefined);
  return frame;
}

async function paint(scene: Scene): Promise<PaintedFrame> {
  const studio = studioOf(scene);
  const { land, shapes, facing, pixels } = studio;
  const { view } = land;
  const air = airAt(studio.seed, scene.timeMs, scene.weather);
  const light = lightOf(scene, atmosphereOf(air.haze), view, facing);
  const sky = paintSky(view, light, air, shapes);
  const mist = mistBySun(air, scene.sun.altitudeDeg);
  const lit = landLight(land, light, air, sky, shapes, seasonOf(scene), mist);
  const mean = meter(sky, light, air.cover, scene.controls.metering);
  const exposed = expose(
    {
      mean,
      ev: air.kind === 'storm' ? -0.7 : 0,
      balance: balanceOf(scene.sun.altitudeDeg),
      timeMs: scene.timeMs,
      seed: studio.seed,
    },
    scene.controls,
    scene.automatic,
  );

  const noise = { grain: studio.grain, start: mix(studio.seed + Math.floor(scene.timeMs / 10)) };
  spreadSky(pixels, land, sky, exposed, noise);
  paintStars(pixels, scene, land, light, sky, exposed, facing);
  paintLand({ pixels, land, light, lit, sky, exposed, noise, timeMs: scene.timeMs });

  const { width, height } = view;
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  const jpeg = await dressed(picture, width, scene.controls)
    .jpeg({ quality: scene.quality, chromaSubsampling: '4:2:0' })
    .toBuffer();
  const { shutterUs, gain, ev, colourGains } = exposed;
  return {
    jpeg,
    exposure: { shutterUs, gain, ...(ev === undefined ? {} : { ev }), colourGains },
    metered: {
      lux: luxOf(mean),
      ...(colourGains ? { colourTemperatureK: colourTemperatureOf(colourGains) } : {}),
    },
    weather: air.kind,
    facingDeg: facing,
  };
}

function studioOf(scene: Scene): Studio {
  const key = `${scene.seed}|${scene.width}x${scene.height}|${scene.facingDeg ?? ''}|${scene.latitude < 0 ? 's' : 'n'}`;
  const known = studios.get(key);
  if (known) return known;
  const seed = hashText(scene.seed);
  const view = viewOf(scene.width, scene.height);
  const studio: Studio = {
    seed,
    facing: scene.facingDeg ?? facingOf(seed, scene.latitude),
    land: makeLandscape(seed, view),
    shapes: makeCloudShapes(seed),
    grain: makeGrain(seed),
    pixels: new Uint8ClampedArray(scene.width * scene.height * 3),
  };
  if (studios.size >= STUDIOS_MAX) studios.clear();
  studios.set(key, studio);
  return studio;
}

/** East or west and somewhat towards the pole's far side, so that the sun sets or rises in view. */
function facingOf(seed: number, latitude: number): number {
  const random = randomFrom(seed + 3);
  const east = random() < 0.5;
  const turn = random() * 32 + 2;
  const fromPole = latitude < 0 ? 90 - turn : 90 + turn;
  return east ? fromPole : 360 - fromPole;
}

function atmosphereOf(haze: number): Atmosphere {
  let atmosphere = atmospheres.get(haze);
  if (!atmosphere) {
    atmosphere = makeAtmosphere(haze);
    atmospheres.set(haze, atmosphere);
  }
  return atmosphere;
}

/** −1 in the depth of winter to 1 in the height of summer, a few weeks behind the sun. */
function seasonOf(scene: Scene): number {
  const dayOfYear = (scene.timeMs / DAY_MS + 0.5) % 365.2425;
  const north = -Math.cos(((dayOfYear - 22) / 365.2425) * 2 * Math.PI);
  return scene.latitude < 0 ? -north : north;
}

/** Share of the sky's width and height that is looked at. */
const MIDDLE = { centre: 0.5, spot: 0.15 } as const;

/** Mean light of the metered part, its sky in the main: the land is a fifth as bright. */
function meter(
  sky: SkyPicture,
  light: Light,
  cover: number,
  metering: Metering = 'average',
): number {
  const mean = metering === 'average' ? sky.mean : meanOfMiddle(sky, MIDDLE[metering]);
  const skyLight = 0.25 * mean[0] + 0.6 * mean[1] + 0.15 * mean[2];
  let direct = 0;
  for (const lamp of light.lamps) {
    direct += lamp.ground[1] * Math.max(0, lamp.direction.y) * (1 - 0.8 * cover);
  }
  return 0.6 * skyLight + 0.4 * (0.07 * direct + 0.25 * skyLight);
}
