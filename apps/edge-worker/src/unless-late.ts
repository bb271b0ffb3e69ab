/**
 * Settles as the work does, or, once that takes longer than `ms`, with what `late` returns or throws;
 * what the work comes to after that is nobody's business. A timer and nothing else, since it is asked for
 * several times with each frame: a signal that is aborted makes errors, each with its stack.
 */
export function unlessLate<Value, Late>(
  work: Promise<Value>,
  ms: number,
  late: () => Late,
): Promise<Value | Late> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      void Promise.resolve().then(late).then(resolve, reject);
    }, ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
