/** A signal that fires with the first of several, until it is released. */
export interface JoinedSignal {
  readonly signal: AbortSignal;
  /** Lets go of the others: from now on it fires no more. */
  readonly release: () => void;
}

/**
 * As `AbortSignal.any`, but a signal like any other: what Node.js 24 makes of a signal that `any` has
 * made is never freed, some hundred bytes each time, and who is given a signal often joins it with its own.
 */
export function joinSignals(signals: readonly AbortSignal[]): JoinedSignal {
  const joined = new AbortController();
  const handlers = signals.map((signal) => ({
    signal,
    onAbort: (): void => joined.abort(signal.reason),
  }));
  for (const { signal, onAbort } of handlers) {
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  }
  return {
    signal: joined.signal,
    release: () => {
      for (const { signal, onAbort } of handlers) signal.removeEventListener('abort', onAbort);
    },
  };
}
