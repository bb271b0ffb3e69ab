// Loaded before a worker: its wall clock is as many milliseconds off as the file says.
const { readFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');

const RealDate = Date;
const file = process.env.SHIFTED_CLOCK_FILE;
let readAt = -Infinity;
let shiftMs = 0;

function now() {
  if (performance.now() - readAt > 50) {
    readAt = performance.now();
    try {
      shiftMs = Number(readFileSync(file, 'utf8')) || 0;
    } catch {
      shiftMs = 0;
    }
  }
  return RealDate.now() + shiftMs;
}

globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(now());
    else super(...parts);
  }

  static now() {
    return now();
  }
};
