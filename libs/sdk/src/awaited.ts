import type { Command, Operation } from './generated/types.gen.ts';
import { pause, type CallOptions } from './transport.ts';

/** Called with each state that differs from the one before. */
export type OnProgress<Value> = (value: Value) => void;

/** Long work that came to no good end; it has the whole story. */
export class EyrieOperationFailed extends Error {
  override readonly name = 'EyrieOperationFailed';
  readonly operation: Operation;

  constructor(operation: Operation) {
    const why = operation.error?.detail ?? operation.error?.title;
    super(`${operation.kind} ${operation.state}${why === undefined ? '' : `: ${why}`}`);
    this.operation = operation;
  }
}

/**
 * Asks for an operation until it is done. `read` may be answered late (`wait_seconds`).
 * Throws `EyrieOperationFailed` where it failed or was cancelled; what failed of single items stands in
 * `partial_failures` of an operation that succeeded.
 */
export async function awaitOperation(
  read: (waitSeconds: number) => Promise<Operation>,
  onProgress: OnProgress<Operation> | undefined,
): Promise<Operation> {
  // Who wants to see it progress is answered often, who waits for the end seldom.
  const waitSeconds = onProgress ? 1 : 25;
  let shown = '';
  for (;;) {
    const operation = await read(shown === '' && onProgress ? 0 : waitSeconds);
    const now = JSON.stringify([operation.state, operation.progress]);
    if (now !== shown) onProgress?.(operation);
    shown = now;
    if (operation.state === 'succeeded') return operation;
    if (operation.done) throw new EyrieOperationFailed(operation);
  }
}

const firstPauseMs = 200;
const pauseMsMax = 2_000;

/**
 * Asks for a command until it is through: succeeded, failed, refused or expired, and until its file,
 * where it has one, is in the cloud.
 */
export async function awaitCommand(
  read: () => Promise<Command>,
  onProgress: OnProgress<Command> | undefined,
  { signal }: CallOptions,
): Promise<Command> {
  let shown = '';
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMsMax, pauseMs * 1.5)) {
    const command = await read();
    const now = JSON.stringify([command.state, command.percent, command.message]);
    if (now !== shown) onProgress?.(command);
    shown = now;
    const isFileAwaited = command.file_bytes !== null && command.file_url === null;
    if (isFinal(command) && !isFileAwaited) return command;
    await pause(pauseMs, signal);
  }
}

function isFinal({ state }: Command): boolean {
  return ['succeeded', 'failed', 'expired', 'refused'].includes(state);
}
