import { type IncomingHttpHeaders } from 'node:http';
import { Injectable, Module } from '@nestjs/common';
import { fenceHeaders } from '@eyrie/contracts';
import { DomainError } from '@eyrie/platform';
import { type EntityManager } from 'typeorm';
import { InvalidRequest } from '../problems/index.ts';

export interface Fence {
  readonly siteEpoch: number;
  readonly term: number;
}

export class SiteFenced extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'site.fenced';
  constructor() {
    super('A newer leader speaks for the site.');
  }
}

export function readFence(headers: IncomingHttpHeaders): Fence {
  const siteEpoch = Number(headers[fenceHeaders.siteEpoch]);
  const term = Number(headers[fenceHeaders.term]);
  if (!Number.isSafeInteger(siteEpoch) || !Number.isSafeInteger(term)) {
    throw new InvalidRequest([{ pointer: '', message: 'The fence headers are missing.' }]);
  }
  return { siteEpoch, term };
}

@Injectable()
export class FencingService {
  async check(
    tx: EntityManager,
    { organisationId, siteId }: { organisationId: string; siteId: string },
    { siteEpoch, term }: Fence,
  ): Promise<void> {
    const rows = await tx.query<unknown[][]>(
      `UPDATE site SET fence_epoch = $3, fence_term = $4
       WHERE organisation_id = $1 AND id = $2 AND (fence_epoch, fence_term) <= ($3, $4) RETURNING 1`,
      [organisationId, siteId, siteEpoch, term],
    );
    if (rows[0]?.length === 0) throw new SiteFenced();
  }
}

@Module({ providers: [FencingService], exports: [FencingService] })
export class EdgeSiteModule {}
