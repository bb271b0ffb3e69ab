import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { clientKey } from '../http/client-address.ts';
import { RequestLimits, TooManyRequests } from '../limits/index.ts';
import { FairQueue, LineFull } from '../tenancy/fair-queue.ts';

/** Of a replica's connections to the database two are for what comes before a turn of an organisation. */
const most = 4;
const mostOfOwner = 2;
const waitingMost = 500;

/**
 * Who somebody is is asked of the database before the turns of organisations, so that these questions need turns
 * of their own: else whoever comes a thousand times at once keeps everybody from saying who he is. Whose they are is
 * known where the credential was a good one before; others wait in the line of their address.
 */
@Injectable()
export class LookupTurns {
  private readonly queue = new FairQueue({
    most,
    mostOfOwner: () => mostOfOwner,
    mostInLane: () => most,
    waitingMost,
  });

  constructor(@Inject(RequestLimits) private readonly limits: RequestLimits) {}

  /** Throws `TooManyRequests` where too many of the same wait already. */
  async run<Result>(
    request: FastifyRequest,
    credential: string,
    lookUp: () => Promise<Result>,
  ): Promise<Result> {
    const owner = this.limits.organisationOf(credential) ?? `address ${clientKey(request.ip)}`;
    const asker = { owner, lane: '' };
    const leave = this.queue.enterNow(asker) ?? (await this.waitFor(asker));
    try {
      return await lookUp();
    } finally {
      leave();
    }
  }

  private async waitFor(asker: { owner: string; lane: string }): Promise<() => void> {
    try {
      return await this.queue.enter(asker);
    } catch (error) {
      throw error instanceof LineFull ? new TooManyRequests('connections', 1) : error;
    }
  }
}
