// Loaded before a worker: SIGUSR2 hangs its loop of events for six seconds.
process.on('SIGUSR2', () => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6_000);
});
