import { sunAt, type Place } from '@eyrie/schedule';
import { openCamera } from '../src/index.ts';
import { learnScene, viewOf, type SceneReference } from '../src/obstruction/scene-reference.ts';
import { readSmallPicture } from '../src/small-picture.ts';
import { dirts, randomFrom, soil, type Dirt } from './lens-dirt.ts';

export type Condition = 'clear' | Dirt;

/** A frame of a simulated camera with what lies on its lens, and what the camera knew before. */
export interface SoiledScene {
  readonly seed: string;
  readonly condition: Condition;
  readonly jpeg: Uint8Array;
  readonly reference: SceneReference;
  readonly sunAltitudeDeg: number;
}

export const sceneSize = { width: 480, height: 270 } as const;
const framesLearned = 30;
const dayMs = 86_400_000;

/** What a simulated camera took: first what it learns from, then what it is shown. */
export interface Footage {
  readonly seed: string;
  readonly learned: readonly Uint8Array[];
  readonly shown: readonly { readonly jpeg: Uint8Array; readonly sunAltitudeDeg: number }[];
}

/** Films with one camera, by seed: moments of some weeks in all weathers, by day and twilight. */
export async function film(seed: string, number: number, framesShown = 10): Promise<Footage> {
  const random = randomFrom(number * 7919 + 13);
  const place: Place = { latitude: 30 + 25 * random(), longitude: 8, timeZone: 'UTC' };
  const camera = await openCamera(seed, { driver: 'simulated-sky', seed, place, ...sceneSize });
  const firstDay = Date.UTC(2026, Math.floor(random() * 12), 1);
  const shoot = async () => {
    let slotAt: number;
    do slotAt = firstDay + Math.floor(random() * 20) * dayMs + random() * dayMs;
    while (sunAt(place, slotAt).altitudeDeg < -3);
    slotAt = Math.floor(slotAt);
    const { jpeg } = await camera.capture({ slotAt, signal: AbortSignal.timeout(300_000) });
    return { jpeg, sunAltitudeDeg: sunAt(place, slotAt).altitudeDeg };
  };
  try {
    const learned: Uint8Array[] = [];
    while (learned.length < framesLearned) learned.push((await shoot()).jpeg);
    const shown: { jpeg: Uint8Array; sunAltitudeDeg: number }[] = [];
    while (shown.length < framesShown) shown.push(await shoot());
    return { seed, learned, shown };
  } finally {
    await camera.close();
  }
}

/** Each frame of a camera that it is shown, clear and with each fault on its lens. */
export async function* soiledScenes(
  { seed, learned, shown }: Footage,
  number: number,
): AsyncGenerator<SoiledScene> {
  let reference: SceneReference | null = null;
  for (const jpeg of learned) {
    reference = learnScene(reference, viewOf(await readSmallPicture(jpeg)));
  }
  if (!reference) return;
  for (const [n, { jpeg, sunAltitudeDeg }] of shown.entries()) {
    const scene = { seed, reference, sunAltitudeDeg };
    yield { ...scene, condition: 'clear', jpeg };
    for (const dirt of dirts) {
      const painted = await soil(jpeg, dirt, number * 1000 + n * 10 + dirts.indexOf(dirt));
      yield { ...scene, condition: dirt, jpeg: painted };
    }
  }
}
