export interface StorageFlow {
  readonly freeBytes: number;
  readonly reserveBytes: number;
  /** Written in an hour at the rate of late. */
  readonly hourBytes: number;
  /** Of that what the cloud does not take in the same time. */
  readonly unsafeHourBytes: number;
  /** What may be deleted without a loss. */
  readonly freeableBytes: number;
}

export interface StorageForecast {
  /** Until something goes before its time; null: never, at this rate. */
  readonly earlyInSeconds: number | null;
  /** Until something goes that the cloud has not, or no picture is taken any more; null: never. */
  readonly lossInSeconds: number | null;
}

/** How long the disk lasts if everything goes on as of late. */
export function forecastStorage(flow: StorageFlow): StorageForecast {
  const { freeBytes, reserveBytes, hourBytes, unsafeHourBytes, freeableBytes } = flow;
  const roomBytes = freeBytes - reserveBytes;
  return {
    earlyInSeconds: secondsUntil(roomBytes - hourBytes, hourBytes),
    lossInSeconds: secondsUntil(roomBytes + freeableBytes, unsafeHourBytes),
  };
}

function secondsUntil(roomBytes: number, hourBytes: number): number | null {
  if (roomBytes <= 0) return 0;
  if (hourBytes <= 0) return null;
  return Math.floor((roomBytes / hourBytes) * 3_600);
}
