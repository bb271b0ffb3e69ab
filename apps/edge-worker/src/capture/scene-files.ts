import { createHash } from 'node:crypto';
import path from 'node:path';
import {
  learnScenery,
  viewOf,
  zoneKeys,
  type LensFinding,
  type SceneMemory,
  type SceneReference,
  type SmallPicture,
} from '@eyrie/camera';
import { nodeDisk, readFileIfExists, writeFileAtomically, type Disk } from '@eyrie/journal';
import { z } from 'zod';

const zoneValues = z.record(z.enum(zoneKeys), z.array(z.number()));
const referenceSchema = z.object({
  version: z.literal(2),
  frames: z.int(),
  mean: zoneValues,
  spread: zoneValues,
  edges: z.array(z.number()),
});
const sceneSchema = z.object({
  /** What the camera is, and how large its pictures: another one sees another scene. */
  key: z.string(),
  learnedAt: z.number(),
  reference: referenceSchema,
  candidate: referenceSchema.nullable(),
});
interface Scene extends SceneMemory {
  readonly key: string;
  /** Epoch milliseconds of the slot that it last learned from. */
  readonly learnedAt: number;
}

/**
 * Names what a camera sees by what it is. Only a hash: how a camera is reached may hold a password, which
 * has no business in another file.
 */
export function sceneKeyOf(driver: unknown, width: number, height: number): string {
  return createHash('sha256')
    .update(JSON.stringify([driver, width, height]))
    .digest('hex');
}

/** A scene changes with the day and the weather: frames closer together than this teach the same. */
const learnEveryMs = 20 * 60_000;

/** What each camera usually sees, learned from its frames and kept on disk. */
export class SceneFiles {
  private readonly known = new Map<string, Scene | null>();

  constructor(
    private readonly folder: string,
    private readonly disk: Disk = nodeDisk(),
  ) {}

  /** Null where nothing is known yet, or nothing that can be read: it is then learned anew. */
  async read(cameraId: string, key: string): Promise<SceneReference | null> {
    return (await this.sceneOf(cameraId, key))?.reference ?? null;
  }

  /**
   * Takes in a frame and what was found of its lens, where the last one is long enough ago. True where the
   * camera is known from now on to look elsewhere than before. What it learns is worth no frame:
   * should the disk refuse it, the next one teaches as well.
   */
  async learn(
    cameraId: string,
    key: string,
    { picture, lens }: { picture: SmallPicture; lens: LensFinding | null },
    atMs: number,
  ): Promise<boolean> {
    const known = await this.sceneOf(cameraId, key);
    if (known && Math.abs(atMs - known.learnedAt) < learnEveryMs) return false;
    const memory = known ?? { reference: null, candidate: null };
    const { isNewView, ...learned } = learnScenery(memory, viewOf(picture), lens);
    const scene = { key, learnedAt: atMs, ...learned };
    this.known.set(cameraId, scene);
    const bytes = Buffer.from(JSON.stringify(scene));
    await this.disk
      .mkdir(this.folder)
      .then(() => writeFileAtomically(this.disk, this.fileOf(cameraId), bytes))
      .catch(() => undefined);
    return isNewView;
  }

  /** Forgets what a camera sees: of its lens nothing is said until it is known again. */
  async forget(cameraId: string): Promise<void> {
    this.known.set(cameraId, null);
    await this.disk.unlink(this.fileOf(cameraId)).catch((error: unknown) => {
      // What was never written need not be forgotten.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
  }

  private async sceneOf(cameraId: string, key: string): Promise<Scene | null> {
    let scene = this.known.get(cameraId);
    if (scene === undefined) {
      scene = await this.load(cameraId);
      this.known.set(cameraId, scene);
    }
    return scene?.key === key ? scene : null;
  }

  private async load(cameraId: string): Promise<Scene | null> {
    const bytes = await readFileIfExists(this.disk, this.fileOf(cameraId)).catch(() => null);
    if (!bytes) return null;
    try {
      const parsed = sceneSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
      return parsed.success ? parsed.data : null;
    } catch {
      return null;
    }
  }

  private fileOf(cameraId: string): string {
    return path.join(this.folder, `${cameraId}.json`);
  }
}
