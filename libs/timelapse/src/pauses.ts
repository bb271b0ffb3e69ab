/** Says when a render has to stand still: the machine is too hot, say. */
export interface Pauses {
  readonly isPaused: boolean;
  /** Runs whenever that changes. Returns the unsubscription. */
  onChange(listener: () => void): () => void;
}

/** Resolves once there is no pause, or the signal has fired. */
export function untilNoPause(
  pauses: Pauses | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!pauses?.isPaused) return Promise.resolve();
  return new Promise((resolve) => {
    const look = (): void => {
      if (pauses.isPaused && signal?.aborted !== true) return;
      unsubscribe();
      signal?.removeEventListener('abort', look);
      resolve();
    };
    const unsubscribe = pauses.onChange(look);
    signal?.addEventListener('abort', look, { once: true });
    look();
  });
}
