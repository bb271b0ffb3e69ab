import { Inject, Injectable } from '@nestjs/common';
import {
  type Analytics,
  type AnalyticsFigures,
  type AnalyticsQuery,
  idFromUuid,
  uuidFromId,
} from '@eyrie/contracts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { runInRequest } from '../request-context/request-context.ts';
import { Tenancy } from '../tenancy/index.ts';
import { AnalyticsRepository } from './analytics.repository.ts';
import { AnswerCache } from './answer-cache.ts';
import { Rollup } from './rollup.ts';

/** What an organisation's devices have done, by day and by site or device. */
@Injectable()
export class AnalyticsService {
  private readonly cache = new AnswerCache<Analytics>({ ttlMs: 300_000, entriesMax: 1_000 });

  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(Rollup) private readonly rollup: Rollup,
    @Inject(AnalyticsRepository) private readonly repository: AnalyticsRepository,
  ) {}

  /** Exact at the instant `computed_at`, which is at most five minutes ago. */
  read({ organisationId, siteIds }: PersonPrincipal, query: AnalyticsQuery): Promise<Analytics> {
    const { days, by, site_id } = query;
    const key = JSON.stringify([organisationId, siteIds, days, by, site_id ?? null]);
    return this.cache.get(key, () => this.compute(organisationId, query));
  }

  private async compute(
    organisationId: string,
    { days, by, site_id }: AnalyticsQuery,
  ): Promise<Analytics> {
    const computedAt = new Date().toISOString();
    // Not in the name of the caller, who may see some sites only: the sums are of all.
    await runInRequest({ requestId: 'rollup', address: '', operation: null, principal: null }, () =>
      this.rollup.catchUp(organisationId),
    );
    const span = { days, siteId: site_id === undefined ? null : uuidFromId('site', site_id) };
    return this.tenancy.transaction(organisationId, async (tx) => {
      const listed = await this.repository.listDays(tx, organisationId, span);
      const groups = await this.repository.listGroups(tx, organisationId, { ...span, by });
      const all = listed.map((day) => ({ ...day, expected: day.captured + day.missed }));
      return {
        from: all[0]?.day ?? '',
        to: all.at(-1)?.day ?? '',
        computed_at: computedAt,
        totals: totalsOf(all),
        days: all,
        groups: groups.map((group) => ({
          ...group,
          id: idFromUuid(by, group.id),
          expected: group.captured + group.missed,
        })),
      };
    });
  }
}

const names = [
  'expected',
  'captured',
  'late',
  'missed',
  'frame_bytes',
  'stored_bytes',
  'heard_minutes',
  'due_minutes',
] as const;

function totalsOf(days: readonly AnalyticsFigures[]): AnalyticsFigures {
  const sum = (name: (typeof names)[number]) => days.reduce((all, day) => all + day[name], 0);
  return Object.fromEntries(names.map((name) => [name, sum(name)])) as AnalyticsFigures;
}
