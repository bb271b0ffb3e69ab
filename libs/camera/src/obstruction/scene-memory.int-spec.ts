import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { soil } from '../../testing/lens-dirt.ts';
import { openCamera } from '../open-camera.ts';
import { readSmallPicture, type SmallPicture } from '../small-picture.ts';
import { judgeLens } from './lens.ts';
import { learnScenery, type SceneMemory } from './scene-memory.ts';
import { framesToLearn, viewOf } from './scene-reference.ts';

const place = { latitude: 46, longitude: 8, timeZone: 'UTC' };
const morning = Date.UTC(2026, 5, 3, 6);

/** Frames through some hours of one day. */
async function shoot(frames: number): Promise<Uint8Array[]> {
  const options = { driver: 'simulated-sky', seed: 'turned', place, weather: 'broken' } as const;
  const camera = await openCamera('c', { ...options, width: 640, height: 360 });
  const jpegs: Uint8Array[] = [];
  try {
    for (let n = 0; n < frames; n += 1) {
      const slotAt = morning + n * 20 * 60_000;
      const { jpeg } = await camera.capture({ slotAt, signal: AbortSignal.timeout(60_000) });
      jpegs.push(jpeg);
    }
  } finally {
    await camera.close();
  }
  return jpegs;
}

/** What a camera with a narrower view sees of it that looks so many pixels from the left. */
const partOf = (jpeg: Uint8Array, left: number): Promise<Buffer> =>
  sharp(jpeg).extract({ left, top: 40, width: 480, height: 270 }).jpeg({ quality: 90 }).toBuffer();

interface Watched {
  readonly memory: SceneMemory;
  readonly conditions: readonly (string | null)[];
  /** Of the frame that made it known; -1 where none did. */
  readonly newViewAt: number;
}

function watch(memory: SceneMemory, pictures: readonly SmallPicture[]): Watched {
  const conditions: (string | null)[] = [];
  let [known, newViewAt] = [memory, -1];
  for (const [n, picture] of pictures.entries()) {
    const finding = known.reference ? judgeLens(known.reference, picture) : null;
    conditions.push(finding?.condition ?? null);
    const { isNewView, ...learned } = learnScenery(known, viewOf(picture), finding);
    known = learned;
    if (isNewView) newViewAt = n;
  }
  return { memory: known, conditions, newViewAt };
}

describe('a camera that knows what it sees', () => {
  const small = async (jpegs: readonly Uint8Array[]): Promise<SmallPicture[]> =>
    Promise.all(jpegs.map((jpeg) => readSmallPicture(jpeg)));
  let shot: readonly Uint8Array[];
  let home: readonly Uint8Array[];
  let known: SceneMemory;

  beforeAll(async () => {
    shot = await shoot(framesToLearn * 2 + 4);
    home = await Promise.all(shot.map((jpeg) => partOf(jpeg, 20)));
    const nothing = { reference: null, candidate: null };
    known = watch(nothing, await small(home.slice(0, framesToLearn + 1))).memory;
  }, 120_000);

  it('learns anew when it was turned, once as many frames agree as it takes to know a scene', async () => {
    const turned = await Promise.all(shot.slice(framesToLearn + 1).map((jpeg) => partOf(jpeg, 75)));
    const { newViewAt, conditions, memory } = watch(known, await small(turned));
    // A cloud's shadow may hide the shift for a frame or two; the count then begins again.
    expect(newViewAt).toBeGreaterThanOrEqual(framesToLearn - 1);
    const after = conditions.slice(newViewAt + 1);
    expect(after.length).toBeGreaterThan(0);
    expect(after.every((condition) => condition === 'clear')).toBe(true);
    expect(memory.candidate).toBeNull();
  });

  it('stays with what it knows where one frame was moved, and the next is not', async () => {
    const some = home.slice(framesToLearn + 1, framesToLearn + 4);
    const moved = await partOf(shot[framesToLearn + 2] ?? new Uint8Array(), 75);
    const { newViewAt, memory } = watch(known, await small([moved, ...some]));
    expect([newViewAt, memory.candidate]).toEqual([-1, null]);
    expect(memory.reference?.frames).toBeGreaterThan(known.reference?.frames ?? 0);
  });

  it.each(['ice', 'fog', 'drops', 'blur'] as const)(
    'never takes %s on the lens for a new view',
    async (dirt) => {
      // The same dirt on every frame, as it stays where it is.
      const frames = [...home.slice(-7), ...home.slice(-7)];
      const dirty = await small(await Promise.all(frames.map((jpeg) => soil(jpeg, dirt, 77))));
      const { newViewAt, memory } = watch(known, dirty);
      expect(newViewAt).toBe(-1);
      expect(memory.reference).toEqual(known.reference);
    },
    120_000,
  );
});
