import { chmodSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { CommandFailure, exitCodes } from '../failure.ts';
import { readFileIfThere, writePrivateFile } from '../fleet/fleet-home.ts';
import { didYouMean } from '../terminal/suggestion.ts';

const profileSchema = z.object({
  url: z.url(),
  /** As whom, for people. */
  name: z.string(),
  credential: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('session'), cookie: z.string(), expires_at: z.iso.datetime() }),
    z.object({ kind: z.literal('api-key'), key: z.string() }),
  ]),
});
export type Profile = z.output<typeof profileSchema>;

const fileSchema = z.object({
  current: z.string().nullable(),
  profiles: z.record(z.string(), profileSchema),
});
type Profiles = z.output<typeof fileSchema>;

const nameShape = /^[\w.-]{1,64}$/;

/** Who is logged in where: one file that only its owner reads, with a profile for each cloud or identity. */
export class ProfileStore {
  constructor(readonly file: string) {}

  /** `$XDG_CONFIG_HOME/eyrie/profiles.json`, else `~/.config/…` (XDG Base Directory Specification). */
  static fromEnvironment(environment: NodeJS.ProcessEnv): ProfileStore {
    const given = environment['XDG_CONFIG_HOME'];
    // The specification has relative paths ignored.
    const folder =
      given !== undefined && path.isAbsolute(given) ? given : path.join(os.homedir(), '.config');
    return new ProfileStore(path.join(folder, 'eyrie/profiles.json'));
  }

  /** Throws `CommandFailure` where the file is damaged. */
  read(): Profiles {
    const text = readFileIfThere(this.file);
    if (text === null) return { current: null, profiles: {} };
    try {
      return fileSchema.parse(JSON.parse(text));
    } catch (error) {
      const message = `${this.file} is damaged. Remove it, and log in again: eyrie login`;
      throw new CommandFailure(message, exitCodes.failed, { cause: error });
    }
  }

  /** The profile of that name, else the current one; null where nothing was chosen ever. */
  find(wanted: string | undefined): { name: string; profile: Profile } | null {
    const { current, profiles } = this.read();
    const name = wanted ?? current;
    if (name === null) return null;
    const profile = profiles[name];
    if (profile) return { name, profile };
    const hint = didYouMean(name, Object.keys(profiles));
    throw new CommandFailure(
      `There is no profile "${name}".${hint} eyrie profile list shows them; eyrie login --profile ${name} makes it.`,
      exitCodes.usage,
    );
  }

  /** Keeps a profile, which becomes the current one. */
  save(name: string, profile: Profile): void {
    requireName(name);
    const { profiles } = this.read();
    this.write({ current: name, profiles: { ...profiles, [name]: profile } });
  }

  use(name: string): void {
    this.find(name);
    this.write({ ...this.read(), current: name });
  }

  remove(name: string): void {
    const { current, profiles } = this.read();
    const left = Object.fromEntries(Object.entries(profiles).filter(([key]) => key !== name));
    this.write({ current: current === name ? null : current, profiles: left });
  }

  private write(profiles: Profiles): void {
    const folder = path.dirname(this.file);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writePrivateFile(this.file, `${JSON.stringify(profiles, null, 2)}\n`);
    // A draft of an earlier, wider mode keeps that mode.
    chmodSync(this.file, 0o600);
  }
}

export function requireName(name: string): void {
  if (nameShape.test(name)) return;
  const message = `"${name}" is no name for a profile: letters, digits, dots and hyphens, at most 64.`;
  throw new CommandFailure(message, exitCodes.usage);
}
