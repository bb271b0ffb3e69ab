import { CameraError } from './camera.errors.ts';

/** What a capture rejects with once its caller has given up. */
export function abortError(signal: AbortSignal): CameraError {
  const cause: unknown = signal.reason;
  return isTimeout(cause)
    ? new CameraError('hang', 'No frame came in time.', {}, { cause })
    : new CameraError('aborted', 'The capture was given up.', {}, { cause });
}

export function closedError(): CameraError {
  return new CameraError('closed', 'The camera was closed.');
}

/** Settles as the work does, or as the first signal says; then what the work yields is dropped. */
export function unlessAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal,
  closing: AbortSignal,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(abortError(signal));
    const onClose = (): void => reject(closedError());
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    closing.addEventListener('abort', onClose, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
      closing.removeEventListener('abort', onClose);
    });
  });
}

/** By name: the reason of `AbortSignal.timeout` is a DOMException, which need not be of this realm. */
function isTimeout(reason: unknown): boolean {
  return (
    typeof reason === 'object' &&
    reason !== null &&
    'name' in reason &&
    reason.name === 'TimeoutError'
  );
}
