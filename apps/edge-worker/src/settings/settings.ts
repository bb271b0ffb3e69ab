import {
  desiredConfigurationSchema,
  type DesiredConfiguration,
  type ReportedConfiguration,
  type WorkerConfiguration,
} from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { whyNotRunnable } from '../capture/camera-changes.ts';
import { Turns } from '../turns.ts';
import { hasOpenPassword, type CameraPasswords } from './camera-passwords.ts';
import type { ConfigurationFile } from './configuration-file.ts';

export interface SettingsOptions {
  readonly file: ConfigurationFile;
  /** Puts a configuration into force, or rejects and leaves everything as it was. */
  readonly apply: (configuration: WorkerConfiguration) => Promise<void>;
  /** Opens what `apply` needs, and seals it for the disk. */
  readonly passwords: Pick<CameraPasswords, 'open' | 'seal'>;
  readonly onReported: (reported: ReportedConfiguration) => void;
  readonly log: Logger;
}

/** Runs the worker by the configuration that the site wants, or by the last one that worked. */
export class Settings {
  private running: DesiredConfiguration | null = null;
  /** The same with passwords as drivers have them; never written or told. */
  private opened: WorkerConfiguration | null = null;
  /** The last that could not run: with another key it may. */
  private refused: DesiredConfiguration | null = null;
  private last: ReportedConfiguration | null = null;
  /** One at a time: a second configuration may come while the first is being applied. */
  private readonly turns = new Turns();

  constructor(private readonly options: SettingsOptions) {}

  get version(): number {
    return this.running?.version ?? 0;
  }

  get configuration(): WorkerConfiguration | null {
    return this.running?.configuration ?? null;
  }

  /** What was last made of a desired configuration; null before the first. */
  get reported(): ReportedConfiguration | null {
    return this.last;
  }

  /** Runs what the disk has. */
  start(): Promise<void> {
    return this.turns.run(async () => {
      const known = await this.options.file.read();
      if (known) await this.change(known, { isKept: true });
    });
  }

  /** A `config/desired` message. Never rejects. */
  hear(payload: Uint8Array): Promise<void> {
    return this.turns.run(async () => {
      let message: unknown;
      try {
        message = JSON.parse(Buffer.from(payload).toString('utf8'));
      } catch {
        message = null;
      }
      const parsed = desiredConfigurationSchema.safeParse(message);
      if (!parsed.success) {
        this.refuseUnreadable(message, parsed.error.issues[0]);
        return;
      }
      const desired = parsed.data;
      if (desired.version < this.version) return;
      if (desired.version === this.version) {
        this.report({ desiredVersion: desired.version, applied: true, reason: null });
        return;
      }
      await this.change(desired, { isKept: false });
    });
  }

  /**
   * The device has another key: what is on disk is sealed for it, and what was sealed for it before it was
   * there is tried again. Never rejects.
   */
  rekeyed(): Promise<void> {
    return this.turns.run(async () => {
      const { running, opened, refused } = this;
      if (running && opened && hasOpenPassword(opened)) await this.keep(running.version, opened);
      if (refused && refused.version > this.version) await this.change(refused, { isKept: false });
    });
  }

  private async change(desired: DesiredConfiguration, how: { isKept: boolean }): Promise<void> {
    const { log, apply, passwords } = this.options;
    const { version: desiredVersion, configuration } = desired;
    let opened = configuration;
    const reason =
      whyNotRunnable(configuration) ??
      (await reasonOf(async () => {
        opened = passwords.open(configuration);
        await apply(opened);
      }));
    this.refused = reason === null ? null : desired;
    if (reason !== null) {
      log.error(
        { event: 'configuration_refused', desiredVersion, reason },
        'The configuration cannot run; the one before stays.',
      );
      this.report({ desiredVersion, applied: false, reason });
      return;
    }
    this.running = { ...desired, configuration: passwords.seal(configuration) };
    this.opened = opened;
    log.info({ event: 'configuration_applied', version: desiredVersion }, 'Configured.');
    if (!how.isKept || hasOpenPassword(configuration)) await this.keep(desiredVersion, opened);
    this.report({ desiredVersion, applied: true, reason: null });
  }

  private async keep(version: number, opened: WorkerConfiguration): Promise<void> {
    const { file, passwords, log } = this.options;
    const lost = await reasonOf(() =>
      file.write({ version, configuration: passwords.seal(opened) }),
    );
    // It runs all the same; after a restart the leader sends it again.
    if (lost !== null) log.error({ event: 'configuration_not_kept', reason: lost }, 'Not kept.');
  }

  /** Names what is wrong, if at least the version can be told. */
  private refuseUnreadable(
    message: unknown,
    issue: { path: PropertyKey[]; message: string } | undefined,
  ): void {
    const reason = `The configuration is not valid: ${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? ''}`;
    this.options.log.error({ event: 'configuration_invalid', reason }, reason);
    const version = desiredConfigurationSchema.shape.version.safeParse(
      (message as { version?: unknown } | null)?.version,
    );
    if (version.success && version.data > this.version) {
      this.report({ desiredVersion: version.data, applied: false, reason });
    }
  }

  private report(outcome: Omit<ReportedConfiguration, 'version'>): void {
    this.last = { version: this.version, ...outcome };
    this.options.onReported(this.last);
  }
}

/** Null when it succeeds, else why not. */
async function reasonOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
