import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { CommandFailure, exitCodes } from '../failure.ts';

/** A folder that is filled as a whole or not at all: what has failed is cleared away again. */
export class NewFolder {
  private constructor(
    readonly folder: string,
    private readonly wasThere: boolean,
  ) {}

  /** Makes it, or takes one that is empty. Throws where there is anything in it. */
  static async create(folder: string): Promise<NewFolder> {
    const wasThere = existsSync(folder);
    if (wasThere && (await readdir(folder)).length > 0) {
      throw new CommandFailure(
        `${folder} is not empty. A restore goes into a new folder; nothing is written over.`,
        exitCodes.usage,
      );
    }
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new NewFolder(folder, wasThere);
  }

  /** As it was before. Answers with what is to be told of it, in a sentence. */
  async clear(): Promise<string> {
    try {
      for (const name of await readdir(this.folder)) {
        await rm(path.join(this.folder, name), { recursive: true, force: true });
      }
      if (!this.wasThere) await rm(this.folder, { recursive: true });
      return `Nothing is left of it in ${this.folder}.`;
    } catch (error) {
      return `Part of it is left in ${this.folder} (${(error as Error).message}): remove it before you try again.`;
    }
  }
}
