import { pictureLibrary } from '../picture-library.ts';
import type { SimulatedFaults } from './options.ts';

export type Fault = keyof SimulatedFaults['everyNth'];

/** The gravest first: a frame can only fail in one way. */
const byGravity: readonly Fault[] = ['unplugged', 'hang', 'halfFile', 'blackFrame', 'frozenFrame'];

/** The fault that the nth capture (from 1) shall have, or null. */
export function faultOf(faults: SimulatedFaults | undefined, capture: number): Fault | null {
  const due = byGravity.find((fault) => {
    const every = faults?.everyNth[fault];
    return every !== undefined && every > 0 && capture % every === 0;
  });
  return due ?? null;
}

export async function blackJpeg(width: number, height: number): Promise<Buffer> {
  const sharp = await pictureLibrary();
  const background = { r: 0, g: 0, b: 0 };
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
}
