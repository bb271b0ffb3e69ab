import path from 'node:path';
import type { ExposureMemory } from '@eyrie/camera';
import { nodeDisk, readFileIfExists, writeFileAtomically, type Disk } from '@eyrie/journal';
import { z } from 'zod';
import type { ExposureStore } from './camera-exposure.ts';

const memorySchema = z.object({
  version: z.literal(1),
  ramp: z
    .object({
      version: z.literal(1),
      atMs: z.number(),
      wanted: z.number(),
      stopsPerSecond: z.number(),
      told: z.number(),
      isMoving: z.boolean(),
      surprises: z.int(),
    })
    .nullable(),
  logLux: z.number().nullable(),
  kelvin: z.number().nullable(),
});

/** One small file per camera, replaced as a whole. */
export class ExposureFiles implements ExposureStore {
  constructor(
    private readonly folder: string,
    private readonly disk: Disk = nodeDisk(),
  ) {}

  /** Null where nothing was remembered. Rejects with what the disk or the file's form said. */
  async read(cameraId: string): Promise<ExposureMemory | null> {
    const bytes = await readFileIfExists(this.disk, this.fileOf(cameraId));
    if (!bytes) return null;
    return memorySchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  }

  async write(cameraId: string, memory: ExposureMemory): Promise<void> {
    await this.disk.mkdir(this.folder);
    const bytes = Buffer.from(`${JSON.stringify(memory)}\n`);
    await writeFileAtomically(this.disk, this.fileOf(cameraId), bytes);
  }

  private fileOf(cameraId: string): string {
    return path.join(this.folder, `${cameraId}.json`);
  }
}
