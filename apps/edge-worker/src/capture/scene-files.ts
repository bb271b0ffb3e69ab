import { createHash } from 'node:crypto';
import path from 'node:path';
import { learnScene, viewOf, type SceneReference, type SmallPicture } from '@eyrie/camera';
import { nodeDisk, readFileIfExists, writeFileAtomically, type Disk } from '@eyrie/journal';
import { z } from 'zod';

const zoneValues = z.object({
  fine: z.array(z.number()),
  coarse: z.array(z.number()),
  light: z.array(z.number()),
  colour: z.array(z.number()),
});
const sceneSchema = z.object({
  /** What the camera is, and how large its pictures: another one sees another scene. */
  key: z.string(),
  learnedAt: z.number(),
  reference: z.object({
    version: z.literal(1),
    frames: z.int(),
    mean: zoneValues,
    spread: zoneValues,
    edges: z.array(z.number()),
  }),
});
interface Scene {
  readonly key: string;
  /** Epoch milliseconds of the slot that it last learned from. */
  readonly learnedAt: number;
  readonly reference: SceneReference;
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

/** What each camera usually sees, learned from its clear frames and kept on disk. */
export class SceneFiles {
  private readonly known = new Map<string, Scene | null>();

  constructor(
    private readonly folder: string,
    private readonly disk: Disk = nodeDisk(),
  ) {}

  /** Null where nothing is known yet, or nothing that can be read: it is then learned anew. */
  async read(cameraId: string, key: string): Promise<SceneReference | null> {
    let scene = this.known.get(cameraId);
    if (scene === undefined) {
      scene = await this.load(cameraId);
      this.known.set(cameraId, scene);
    }
    return scene?.key === key ? scene.reference : null;
  }

  /** Takes in a frame that was found clear, where the last one is long enough ago. */
  async learn(cameraId: string, key: string, picture: SmallPicture, atMs: number): Promise<void> {
    const reference = await this.read(cameraId, key);
    const learnedAt = reference ? (this.known.get(cameraId)?.learnedAt ?? 0) : 0;
    if (Math.abs(atMs - learnedAt) < learnEveryMs) return;
    const scene = { key, learnedAt: atMs, reference: learnScene(reference, viewOf(picture)) };
    this.known.set(cameraId, scene);
    await this.disk.mkdir(this.folder);
    const bytes = Buffer.from(JSON.stringify(scene));
    await writeFileAtomically(this.disk, this.fileOf(cameraId), bytes);
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
