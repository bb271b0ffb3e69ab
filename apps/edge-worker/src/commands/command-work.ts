import type { CommandReport, CommandRefusal, CommandType } from '@eyrie/contracts';

/** Text that goes along with a result: gzip'd, and uploaded like pictures. */
export interface CommandText {
  readonly text: string;
}

export interface CommandOutcome {
  readonly message: string;
  readonly result: NonNullable<CommandReport['result']>;
  readonly file?: CommandText;
}

export interface CommandProgress {
  (percent: number, message: string): Promise<void>;
}

/**
 * What a device can do. `null`: the process ends by it, and the next one tells how it went.
 * Parameters have been checked by the type's schema.
 */
export type CommandWork = (
  parameters: Readonly<Record<string, unknown>>,
  progress: CommandProgress,
  commandId: string,
) => Promise<CommandOutcome | null>;

export type CommandWorks = Readonly<Record<CommandType, CommandWork>>;

/** The device knows the command and does not carry it out. */
export class CommandNotDone extends Error {
  override readonly name = 'CommandNotDone';

  constructor(
    readonly refusal: CommandRefusal,
    message: string,
  ) {
    super(message);
  }
}
