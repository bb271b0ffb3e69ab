import { fenceHeaders } from '@eyrie/contracts';

/** The fencing token of a leader: an older pair than the cloud has seen is turned away. */
export interface Fence {
  readonly siteEpoch: number;
  readonly term: number;
}

export function headersOf({ siteEpoch, term }: Fence): Record<string, string> {
  return {
    [fenceHeaders.siteEpoch]: String(siteEpoch),
    [fenceHeaders.term]: String(term),
  };
}
