import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid, streamEventTypes } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { Audit } from '../audit/index.ts';
import { DeviceRow } from '../devices/device.entity.ts';
import { EventLog } from '../event-log/index.ts';
import { Quarantine } from '../revocations/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { judgeRun, type RunVerdict, type ShownRun } from './run-verdict.ts';

/** More of them than a device has between two looks at its count. */
const formerRunsMax = 16;

const reason =
  'Its card counts its starts, and the count went back: the card was copied, or set back to an older ' +
  'state. If nobody did that, replace the hardware; the next time the device is put in quarantine.';

/** Keeps which start of a device was heard last, and finds two machines that take turns. */
@Injectable()
export class DeviceRuns {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(Quarantine) private readonly quarantine: Quarantine,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** In the transaction that takes the assertion. A clone is then to be `putOut`, when that is over. */
  async hear(
    tx: EntityManager,
    organisationId: string,
    deviceId: string,
    shown: ShownRun,
  ): Promise<RunVerdict> {
    // Of two starts at once the second waits here, and is judged by what the first one left.
    const device = await tx.findOneOrFail(DeviceRow, {
      where: { organisationId, id: deviceId },
      lock: { mode: 'for_no_key_update' },
    });
    const { runId, runStart, runSince, formerRuns, runContradictedAt } = device;
    const last =
      runId === null || runStart === null || runSince === null
        ? null
        : { id: runId, start: runStart, since: runSince };
    const now = new Date();
    const known = { last, former: formerRuns, contradictedAt: runContradictedAt };
    const verdict = judgeRun(known, shown, now);
    if (verdict !== 'begins' && verdict !== 'contradicts') return verdict;
    await tx.update(
      DeviceRow,
      { organisationId, id: deviceId },
      {
        runId: shown.id,
        runStart: shown.start,
        runSince: now,
        formerRuns: runId === null ? [] : [...formerRuns, runId].slice(-formerRunsMax),
        ...(verdict === 'contradicts' ? { runContradictedAt: now } : {}),
      },
    );
    if (verdict === 'contradicts') await this.tell(tx, device, shown);
    return verdict;
  }

  /** Neither of the two is let in any more. */
  async putOut(organisationId: string, deviceId: string): Promise<void> {
    await this.tenancy.transaction(organisationId, async (tx) => {
      const { siteId } = await tx.findOneByOrFail(DeviceRow, { organisationId, id: deviceId });
      await this.quarantine.begin(tx, { organisationId, siteId }, [deviceId]);
    });
  }

  private async tell(
    tx: EntityManager,
    { organisationId, id, siteId, name, role, runStart }: DeviceRow,
    { start }: ShownRun,
  ): Promise<void> {
    const data = { name, reason, starts_before: runStart, starts: start };
    const type = streamEventTypes.deviceSuspected;
    await this.eventLog.append(tx, organisationId, [{ type, siteId, deviceId: id, data }]);
    const deviceId = idFromUuid('device', id);
    await this.audit.record(tx, organisationId, {
      actor: { kind: 'device', id: deviceId, name, role, credential: null },
      object: { kind: 'device', id: deviceId },
      before: { name, starts: runStart },
      after: { name, starts: start, suspected: true },
    });
  }
}
