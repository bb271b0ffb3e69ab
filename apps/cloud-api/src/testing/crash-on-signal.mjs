// Imported into a process that a test wants to see crash. Each signal is one way to.
/* global setImmediate */
process.on('SIGPWR', () => {
  const kept = [];
  for (;;) kept.push(new Array(1e6).fill(kept.length));
});
process.on('SIGWINCH', () => {
  setImmediate(() => {
    throw new Error('Nobody has thought of this.');
  });
});
