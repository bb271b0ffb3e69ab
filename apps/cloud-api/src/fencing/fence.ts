import type { IncomingHttpHeaders } from 'node:http';
import { fenceHeaders } from '@eyrie/contracts';
import { DomainError } from '@eyrie/platform';
import { InvalidRequest } from '../problems/index.ts';

/** In whose name a leader speaks: the epoch that the cloud gave the site, and its Raft term. */
export interface Fence {
  readonly siteEpoch: number;
  readonly term: number;
}

/** A newer leader has spoken for the site; this one must stand back. */
export class SiteFenced extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'site.fenced';

  constructor() {
    super('A newer leader speaks for the site.');
  }
}

/** The fence in a request's headers. Throws `InvalidRequest` where it is missing or no fence. */
export function readFence(headers: IncomingHttpHeaders): Fence {
  const siteEpoch = positiveInteger(headers[fenceHeaders.siteEpoch]);
  const term = positiveInteger(headers[fenceHeaders.term]);
  if (siteEpoch === null || term === null) {
    const message = `the headers ${fenceHeaders.siteEpoch} and ${fenceHeaders.term} must be positive integers`;
    throw new InvalidRequest([{ pointer: '', message }]);
  }
  return { siteEpoch, term };
}

/** Whether a site that has heard `known` may still listen to `given`: never to an older pair. */
export function isCurrent(given: Fence, known: Fence): boolean {
  if (given.siteEpoch !== known.siteEpoch) return given.siteEpoch > known.siteEpoch;
  return given.term >= known.term;
}

function positiveInteger(text: string | string[] | undefined): number | null {
  if (typeof text !== 'string' || !/^[1-9]\d{0,15}$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}
