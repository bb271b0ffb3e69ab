/** Exit codes, after sysexits where one fits: 0 done, 1 failed, 2 wrong use, 69 not running, 75 try again. */
export const exitCodes = { failed: 1, usage: 2, notRunning: 69, tryAgain: 75 } as const;

/** Something a person can act on: a sentence that says what happened, to what, and what to do. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(
    message: string,
    readonly exitCode: (typeof exitCodes)[keyof typeof exitCodes] = exitCodes.failed,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
