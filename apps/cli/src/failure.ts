/**
 * Exit codes, after sysexits where one fits. `meaning` is what docs/cli.md says of each.
 */
export const exitCodes = {
  failed: 1,
  usage: 2,
  notRunning: 69,
  tryAgain: 75,
  denied: 77,
  interrupted: 130,
} as const;

export const exitCodeMeanings: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'Done.'],
  [exitCodes.failed, 'It failed, or was refused; of `eyrie doctor`: there is a fault.'],
  [exitCodes.usage, 'Wrong use: an option, a name or a file that does not fit. Nothing was done.'],
  [exitCodes.notRunning, 'Nobody answers: the cloud, the coordinator or the local fleet is away.'],
  [exitCodes.tryAgain, 'Not now: the same command may work later.'],
  [exitCodes.denied, 'Nobody is logged in, or the session or key is over.'],
  [exitCodes.interrupted, 'Ended by Ctrl-C.'],
];

type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Something a person can act on: a sentence that says what happened, to what, and what to do. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(
    message: string,
    readonly exitCode: ExitCode = exitCodes.failed,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
