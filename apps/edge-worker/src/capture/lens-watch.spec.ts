import { expect, it } from '@jest/globals';
import type { LensCondition } from '@eyrie/camera';
import { unseenLens, watchLens } from './lens-watch.ts';

function said(...frames: LensCondition[]): (LensCondition | null)[] {
  let state = unseenLens;
  return frames.map((seen) => {
    const [next, word] = watchLens(state, seen);
    state = next;
    return word;
  });
}

it('says that a lens is obstructed once, when it has been for some frames', () => {
  expect(said('clear', 'ice', 'ice', 'ice', 'ice', 'fog')).toEqual([
    ...[null, null, null],
    'ice',
    null,
    null,
  ]);
});

it('says nothing of a moth that is gone with the next frame', () => {
  expect(said('insect', 'clear', 'insect', 'insect', 'clear').every((word) => !word)).toBe(true);
});

it('says that it is clear again, once', () => {
  const words = said('drops', 'drops', 'fog', 'clear', 'clear', 'clear', 'clear');
  expect(words).toEqual([null, null, 'fog', null, null, 'clear', null]);
});
