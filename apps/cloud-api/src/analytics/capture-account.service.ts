import { Inject, Injectable } from '@nestjs/common';
import {
  type CaptureAccount,
  type CaptureAccountQuery,
  type CaptureFigures,
  uuidFromId,
} from '@eyrie/contracts';
import { runInRequest } from '../request-context/request-context.ts';
import { Tenancy } from '../tenancy/index.ts';
import { type CaptureHour, CaptureHoursRepository } from './capture-hours.repository.ts';
import { Rollup } from './rollup.ts';

/** What became of every slot: captured, missed for a reason, or unexplained. */
@Injectable()
export class CaptureAccountService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(Rollup) private readonly rollup: Rollup,
    @Inject(CaptureHoursRepository) private readonly repository: CaptureHoursRepository,
  ) {}

  /** Hours that have not ended have no slots that are unexplained. */
  async read(organisationId: string, query: CaptureAccountQuery): Promise<CaptureAccount> {
    const { days, site_id, camera_id } = query;
    // Not in the name of the caller, who may see some sites only: the sums are of all.
    await runInRequest({ requestId: 'rollup', address: '', operation: null, principal: null }, () =>
      this.rollup.catchUp(organisationId),
    );
    return this.tenancy.transaction(organisationId, async (tx) => {
      const hours = await this.repository.list(tx, organisationId, {
        days,
        siteId: site_id === undefined ? null : uuidFromId('site', site_id),
        cameraId: camera_id === undefined ? null : uuidFromId('camera', camera_id),
      });
      return {
        totals: totalsOf(hours),
        hours: hours.map((hour) => ({ ...hour, hour: hour.hour.toISOString() })),
      };
    });
  }
}

function totalsOf(hours: readonly CaptureHour[]): CaptureFigures {
  const totals = { expected: 0, captured: 0, late: 0, missed: 0, unexplained: 0 };
  const reasons: Record<string, number> = {};
  for (const hour of hours) {
    for (const name of ['expected', 'captured', 'late', 'missed', 'unexplained'] as const) {
      totals[name] += hour[name];
    }
    for (const [reason, slots] of Object.entries(hour.reasons)) {
      reasons[reason] = (reasons[reason] ?? 0) + slots;
    }
  }
  return { ...totals, reasons };
}
