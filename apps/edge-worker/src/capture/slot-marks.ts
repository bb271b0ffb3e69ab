import path from 'node:path';
import { nodeDisk, readFileIfExists, writeFileAtomically, type Disk } from '@eyrie/journal';
import { z } from 'zod';

const markSchema = z.object({ version: z.literal(1), accountedAt: z.int() });

/** Up to which slot a camera's slots are accounted for: a small file each, replaced as a whole. */
export class SlotMarks {
  constructor(
    private readonly folder: string,
    private readonly disk: Disk = nodeDisk(),
  ) {}

  /** Epoch milliseconds; null where nothing is known, also where the file cannot be read. */
  async read(cameraId: string): Promise<number | null> {
    try {
      const bytes = await readFileIfExists(this.disk, this.fileOf(cameraId));
      if (!bytes) return null;
      return markSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))).accountedAt;
    } catch {
      return null;
    }
  }

  async write(cameraId: string, accountedAt: number): Promise<void> {
    await this.disk.mkdir(this.folder);
    const bytes = Buffer.from(`${JSON.stringify({ version: 1, accountedAt })}\n`);
    await writeFileAtomically(this.disk, this.fileOf(cameraId), bytes);
  }

  private fileOf(cameraId: string): string {
    return path.join(this.folder, `${cameraId}.json`);
  }
}
