import path from 'node:path';
import { desiredConfigurationSchema, type DesiredConfiguration } from '@eyrie/contracts';
import { nodeDisk, readFileIfExists, writeFileAtomically, type Disk } from '@eyrie/journal';

/** The configuration that last worked, on disk. */
export class ConfigurationFile {
  constructor(
    private readonly file: string,
    private readonly disk: Disk = nodeDisk(),
  ) {}

  /** Null where there is none, or none that can be read: the leader has it and will send it again. */
  async read(): Promise<DesiredConfiguration | null> {
    const bytes = await readFileIfExists(this.disk, this.file);
    if (!bytes) return null;
    try {
      const parsed = desiredConfigurationSchema.safeParse(
        JSON.parse(Buffer.from(bytes).toString('utf8')),
      );
      return parsed.success ? parsed.data : null;
    } catch {
      return null;
    }
  }

  async write(desired: DesiredConfiguration): Promise<void> {
    await this.disk.mkdir(path.dirname(this.file));
    const bytes = Buffer.from(`${JSON.stringify(desired, null, 2)}\n`);
    await writeFileAtomically(this.disk, this.file, bytes);
  }
}
