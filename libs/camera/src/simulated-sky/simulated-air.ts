import type { Weather } from './options.ts';
import { hashText } from './noise.ts';
import { airAt } from './weather.ts';

/** The state of the air over a simulated sky. */
export interface SimulatedAir {
  readonly kind: Weather;
  /** Share of the sky that clouds hide, 0 to 1. */
  readonly cover: number;
  /** 0 to 1. */
  readonly fog: number;
}

/** The weather that a simulated sky of this seed shows at an instant (epoch milliseconds). */
export function simulatedAirAt(seed: string, timeMs: number): SimulatedAir {
  const { kind, cover, fog } = airAt(hashText(seed), timeMs, undefined);
  return { kind, cover, fog };
}
