import { expect, it } from '@jest/globals';
import { normalised, SHIFT_SIDE, shiftBetween } from './phase-correlation.ts';

/** Blobs at places that the seed decides, moved by so many cells. */
function squares(seed: number, dx = 0, dy = 0): Float32Array {
  const out = new Float32Array(SHIFT_SIDE * SHIFT_SIDE);
  let state = seed;
  for (let n = 0; n < 60; n += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    const x = ((state >>> 8) % SHIFT_SIDE) + dx;
    const y = ((state >>> 16) % SHIFT_SIDE) + dy;
    if (x < 0 || y < 0 || x >= SHIFT_SIDE || y >= SHIFT_SIDE) continue;
    out[y * SHIFT_SIDE + x] = 1 + (n % 5);
  }
  return normalised(out);
}

it.each([
  [0, 0],
  [5, -3],
  [-11, 8],
])('finds by how much a picture was moved: %d to the right, %d down', (dx, dy) => {
  const shift = shiftBetween(squares(7), squares(7, dx, dy));
  expect(shift.x * SHIFT_SIDE).toBe(dx);
  expect(shift.y * SHIFT_SIDE).toBe(dy);
  expect(shift.agreement).toBeGreaterThan(0.8);
});

it('says that two scenes have nothing in common', () => {
  expect(shiftBetween(squares(7), squares(8)).agreement).toBeLessThan(0.35);
});
