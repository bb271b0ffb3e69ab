import type { FrameDetails } from '@eyrie/contracts';

type Condition = NonNullable<FrameDetails['lens']>['condition'];

/** What a lens looks like, as in "The lens is …". */
export const lensWords: Readonly<Record<Exclude<Condition, 'clear'>, string>> = {
  blur: 'out of focus',
  fog: 'fogged',
  ice: 'iced',
  drops: 'wet',
  insect: 'covered by an insect',
};
