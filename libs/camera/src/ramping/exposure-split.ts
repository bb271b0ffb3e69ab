/** What one camera may do with one frame. */
export interface ExposureLimits {
  readonly shutterUsMin: number;
  readonly shutterUsMax: number;
  readonly gainMin: number;
  readonly gainMax: number;
}

export interface ShutterAndGain {
  readonly shutterUs: number;
  readonly gain: number;
}

/** log2 of seconds at base sensitivity: the scale on which light is ramped. */
export function stopsOf({ shutterUs, gain }: ShutterAndGain): number {
  return Math.log2((shutterUs / 1e6) * gain);
}

export function stopsRange(limits: ExposureLimits): readonly [low: number, high: number] {
  const { shutterUsMin, shutterUsMax, gainMin, gainMax } = limits;
  return [
    stopsOf({ shutterUs: shutterUsMin, gain: gainMin }),
    stopsOf({ shutterUs: shutterUsMax, gain: gainMax }),
  ];
}

/**
 * Shutter before gain: as it gets dark the shutter goes to its limit first and then the gain up; as it
 * gets light the gain comes down first. Being a function of the sum alone, it cannot differ between
 * the way there and the way back.
 */
export function splitStops(stops: number, limits: ExposureLimits): ShutterAndGain {
  const light = 2 ** stops * 1e6;
  const shutterUs = clamp(light / limits.gainMin, limits.shutterUsMin, limits.shutterUsMax);
  const gain = clamp(light / shutterUs, limits.gainMin, limits.gainMax);
  return {
    shutterUs: Math.min(limits.shutterUsMax, Math.round(shutterUs)),
    gain: Math.round(gain * 10_000) / 10_000,
  };
}

/** The longest exposure that leaves time to read the frame out before the next slot. */
export function shutterCeilingUs(intervalMs: number, readoutMs: number): number {
  return Math.max(1, Math.floor((intervalMs - readoutMs) * 1000));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
