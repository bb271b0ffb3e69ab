import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { siteManifestSchema } from '@eyrie/contracts';
import { nodeDisk, readFileIfExists, writeFileAtomically } from '@eyrie/journal';
import { z } from 'zod';
import { inheritanceSchema, type Inheritance } from '../consensus/inheritance.ts';
import type { FoundedManifest } from '../site-state/manifest.ts';

const foundedManifestSchema = siteManifestSchema.extend({
  foundingVoters: siteManifestSchema.shape.foundingVoters.unwrap(),
});

/**
 * How this data folder began the site epoch it is in. `card` names the folder to the cloud, which lets
 * one card of each founder found. `may` is null until the cloud has said it. `hasBegun` once a log
 * was opened: one that is missing then was wiped, and its card must not vote a second time.
 */
const recordSchema = z.object({
  form: z.literal(2),
  manifest: foundedManifestSchema,
  card: z.uuid(),
  may: z.enum(['found', 'join']).nullable(),
  hasBegun: z.boolean(),
  /** An operator took this card out of the site: it stays out, in later epochs too, until it rejoins. */
  isTakenOut: z.boolean().default(false),
});
export type FoundingRecord = Omit<z.infer<typeof recordSchema>, 'manifest'> & {
  readonly manifest: FoundedManifest;
};

/** Written by a survivor before it asks the cloud for the next epoch, so that a power cut loses nothing. */
const recoverySchema = inheritanceSchema.extend({ card: z.uuid() });
export type RecoveryRecord = Inheritance & { readonly card: string };

/** The small files beside the log that say what the log is. All are whole or not there. */
export class FoundingFiles {
  readonly #directory: string;

  constructor(dataDirectory: string) {
    this.#directory = join(dataDirectory, 'site');
  }

  /** Null before the first manifest with founders. @throws Error that names the file when it is damaged. */
  async read(): Promise<FoundingRecord | null> {
    const json = await this.#read('founding.json');
    if (json === null) return null;
    const record = recordSchema.safeParse(json);
    if (record.success) return record.data;
    // Before there were cards: the manifest alone, kept when the log was about to be founded.
    const manifest = foundedManifestSchema.safeParse(json);
    if (manifest.success) {
      const card = randomUUID();
      return {
        form: 2,
        manifest: manifest.data,
        card,
        may: null,
        hasBegun: false,
        isTakenOut: false,
      };
    }
    throw new Error(
      `${this.#path('founding.json')} is damaged. Remove it: the cloud knows the founding list.`,
    );
  }

  write(record: FoundingRecord): Promise<void> {
    return this.#write('founding.json', record);
  }

  /** What this node recovers or has recovered its site with. */
  async readRecovery(): Promise<RecoveryRecord | null> {
    const record = recoverySchema.safeParse(await this.#read('recovery.json'));
    return record.success ? record.data : null;
  }

  writeRecovery(record: RecoveryRecord): Promise<void> {
    return this.#write('recovery.json', record);
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }

  async #read(name: string): Promise<unknown> {
    const bytes = await readFileIfExists(nodeDisk(), this.#path(name));
    if (bytes === null) return null;
    try {
      return JSON.parse(Buffer.from(bytes).toString('utf8'));
    } catch {
      return undefined;
    }
  }

  async #write(name: string, value: FoundingRecord | RecoveryRecord): Promise<void> {
    await nodeDisk().mkdir(this.#directory);
    await writeFileAtomically(nodeDisk(), this.#path(name), Buffer.from(JSON.stringify(value)));
  }
}
