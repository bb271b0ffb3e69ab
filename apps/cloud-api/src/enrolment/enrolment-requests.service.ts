import { Inject, Injectable } from '@nestjs/common';
import {
  type DeviceRole,
  idFromUuid,
  type PendingEnrolment,
  streamEventTypes,
  uuidFromId,
} from '@eyrie/contracts';
import { type EntityManager, In, MoreThan } from 'typeorm';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { EventLog } from '../event-log/index.ts';
import { type Page, type PageQuery, pageStart, toPage } from '../paging/page-token.ts';
import { ProvisioningTokenRow } from '../provisioning/provisioning-token.entity.ts';
import { Tenancy } from '../tenancy/index.ts';
import { Admission } from './admission.ts';
import { wordsOf } from './enrolment-queue.ts';
import { EnrolmentRequestRow } from './enrolment-request.entity.ts';
import {
  EnrolmentDecided,
  EnrolmentRequestNotFound,
  EnrolmentTokenRevoked,
} from './enrolment.errors.ts';

interface Filter {
  readonly state: PendingEnrolment['state'] | undefined;
  readonly siteId: string | undefined;
}

/** What the row says of a decision beside who and when. */
type Decision = Partial<Pick<EnrolmentRequestRow, 'deviceId' | 'deviceName' | 'reason'>>;

/** What people see of the devices that wait, and what they decide. */
@Injectable()
export class EnrolmentRequestsService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  list(
    { organisationId }: PersonPrincipal,
    query: PageQuery,
    { state, siteId }: Filter,
  ): Promise<Page<PendingEnrolment>> {
    const filter = `enrolment-requests ${state ?? ''} ${siteId ?? ''}`;
    const after = pageStart(query, filter);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const found = await tx.find(EnrolmentRequestRow, {
        where: {
          organisationId,
          ...(state === undefined ? {} : { state }),
          ...(siteId === undefined ? {} : { siteId: uuidFromId('site', siteId) }),
          ...(after === null ? {} : { id: MoreThan(after) }),
        },
        order: { id: 'ASC' },
        take: query.page_size + 1,
      });
      const { rows, nextPageToken } = toPage(found, query, filter);
      return { items: await this.show(tx, rows), next_page_token: nextPageToken };
    });
  }

  /** Throws `EnrolmentRequestNotFound`. */
  get({ organisationId }: PersonPrincipal, requestId: string): Promise<PendingEnrolment> {
    return this.tenancy.transaction(organisationId, async (tx) => {
      const id = uuidFromId('enrolmentRequest', requestId);
      return this.showOne(tx, organisationId, id);
    });
  }

  /**
   * Lets the device in; once more changes nothing. Throws `EnrolmentRequestNotFound`,
   * `EnrolmentDecided`, `EnrolmentTokenRevoked`.
   */
  approve(
    person: PersonPrincipal,
    requestId: string,
    deviceName: string | null,
  ): Promise<PendingEnrolment> {
    return this.decide(person, requestId, 'approved', async (tx, request, token) => {
      if (token.revokedAt !== null) throw new EnrolmentTokenRevoked();
      const { hardware } = request;
      const name = deviceName ?? request.deviceName;
      const publicKey = Buffer.from(request.publicKey, 'base64');
      const device = await this.admission.admit(tx, token, { name, publicKey, hardware });
      return { deviceId: device.id, deviceName: name };
    });
  }

  /** Once more changes nothing. Throws `EnrolmentRequestNotFound`, `EnrolmentDecided`. */
  reject(
    person: PersonPrincipal,
    requestId: string,
    reason: string | null,
  ): Promise<PendingEnrolment> {
    return this.decide(person, requestId, 'rejected', () => Promise.resolve({ reason }));
  }

  private decide(
    person: PersonPrincipal,
    requestId: string,
    state: 'approved' | 'rejected',
    carryOut: (
      tx: EntityManager,
      request: EnrolmentRequestRow,
      token: ProvisioningTokenRow,
    ) => Promise<Decision>,
  ): Promise<PendingEnrolment> {
    const { organisationId, name } = person;
    const id = uuidFromId('enrolmentRequest', requestId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      // Of two people who decide at once the second finds what the first has said.
      const request = await tx.findOne(EnrolmentRequestRow, {
        where: { organisationId, id },
        lock: { mode: 'for_no_key_update' },
      });
      if (!request) throw new EnrolmentRequestNotFound();
      if (request.state !== 'pending' && request.state !== state) {
        throw new EnrolmentDecided(request.state);
      }
      if (request.state === 'pending') {
        const token = await tx.findOneByOrFail(ProvisioningTokenRow, {
          organisationId,
          id: request.tokenId,
        });
        const change = {
          ...(await carryOut(tx, request, token)),
          state,
          decidedByName: name,
          decidedAt: new Date(),
        };
        await tx.update(EnrolmentRequestRow, { organisationId, id }, change);
        await this.tell(tx, organisationId, id, token.role);
      }
      return this.showOne(tx, organisationId, id);
    });
  }

  private async tell(
    tx: EntityManager,
    organisationId: string,
    uuid: string,
    role: DeviceRole,
  ): Promise<void> {
    const request = await tx.findOneByOrFail(EnrolmentRequestRow, { organisationId, id: uuid });
    const { siteId, deviceId, deviceName, state, reason, hardware } = request;
    const id = idFromUuid('enrolmentRequest', uuid);
    await this.eventLog.append(tx, organisationId, [
      {
        type: streamEventTypes.enrolmentDecided,
        siteId,
        ...(deviceId === null ? {} : { deviceId }),
        data: { enrolment_request_id: id, name: deviceName, role, state },
      },
    ]);
    await this.audit.record(tx, organisationId, {
      object: { kind: 'enrolment-request', id },
      before: { state: 'pending', serial: hardware.serial },
      after: {
        state,
        reason,
        device_id: deviceId === null ? null : idFromUuid('device', deviceId),
        device_name: deviceName,
      },
    });
  }

  private async showOne(
    tx: EntityManager,
    organisationId: string,
    id: string,
  ): Promise<PendingEnrolment> {
    const row = await tx.findOneBy(EnrolmentRequestRow, { organisationId, id });
    if (!row) throw new EnrolmentRequestNotFound();
    const [shown] = await this.show(tx, [row]);
    return shown as PendingEnrolment;
  }

  private async show(
    tx: EntityManager,
    rows: readonly EnrolmentRequestRow[],
  ): Promise<PendingEnrolment[]> {
    const [first] = rows;
    if (!first) return [];
    const { organisationId } = first;
    const ids = [...new Set(rows.map(({ tokenId }) => tokenId))];
    const tokens = await tx.findBy(ProvisioningTokenRow, { organisationId, id: In(ids) });
    const roles = new Map(tokens.map(({ id, role }) => [id, role]));
    return rows.map((row) => toResource(row, roles.get(row.tokenId) ?? 'worker'));
  }
}

function toResource(row: EnrolmentRequestRow, role: DeviceRole): PendingEnrolment {
  return {
    id: idFromUuid('enrolmentRequest', row.id),
    site_id: idFromUuid('site', row.siteId),
    role,
    provisioning_token_id: idFromUuid('provisioningToken', row.tokenId),
    state: row.state,
    device_name: row.deviceName,
    serial: row.hardware.serial,
    model: row.hardware.model,
    os: row.hardware.os,
    address: row.address,
    key_words: wordsOf(row),
    known_serial: row.knownSerial,
    device_id: row.deviceId === null ? null : idFromUuid('device', row.deviceId),
    decided_by: row.decidedByName,
    decided_at: row.decidedAt?.toISOString() ?? null,
    reason: row.reason,
    asked_at: row.askedAt.toISOString(),
    created_at: row.createdAt.toISOString(),
  };
}
