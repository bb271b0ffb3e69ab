import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  type Enrolment,
  type EnrolmentPending,
  type EnrolmentRequest,
  idFromUuid,
  keyWords,
  streamEventTypes,
} from '@eyrie/contracts';
import { type EntityManager, IsNull } from 'typeorm';
import { Audit } from '../audit/index.ts';
import { newUuid } from '../database/uuid.ts';
import { DeviceRow } from '../devices/device.entity.ts';
import { EventLog } from '../event-log/index.ts';
import { ProvisioningTokenRefused } from '../provisioning/index.ts';
import { KnownDeviceRow } from '../provisioning/known-device.entity.ts';
import type { ProvisioningTokenRow } from '../provisioning/provisioning-token.entity.ts';
import { currentRequest } from '../request-context/request-context.ts';
import { SitesRepository } from '../sites/index.ts';
import { Admission } from './admission.ts';
import { toEnrolment } from './enrolment-answer.ts';
import { EnrolmentRequestRow } from './enrolment-request.entity.ts';
import { EnrolmentRejected } from './enrolment.errors.ts';
import { SiteCertificates } from './site-certificates.ts';

interface Asker {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
  readonly hardware: EnrolmentRequest['hardware'];
}

/** How often a device that waits asks, at first; it asks less and less by itself. */
const retryAfterSeconds = 5;
/** Beyond its devices a token is good for so many that were rejected. */
const rejectedMax = 100;

/** Devices that came by a token which needs approval: known serials go through, others wait. */
@Injectable()
export class EnrolmentQueue {
  constructor(
    @Inject(Admission) private readonly admission: Admission,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(SiteCertificates) private readonly certificates: SiteCertificates,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /**
   * The device's first question, or one more: whoever has the key that is asked about is told how it
   * stands. The caller holds the token's lock. Throws `ProvisioningTokenRefused`, `EnrolmentRejected`.
   */
  async ask(
    tx: EntityManager,
    token: ProvisioningTokenRow,
    asker: Asker,
  ): Promise<Enrolment | EnrolmentPending> {
    const { organisationId, id: tokenId } = token;
    const publicKey = asker.publicKey.toString('base64');
    const before = await tx.findOneBy(EnrolmentRequestRow, { organisationId, tokenId, publicKey });
    const request = before ?? (await this.begin(tx, token, asker));
    if (request.state === 'rejected') throw new EnrolmentRejected(request.reason);
    if (request.deviceId !== null) return this.enrolled(tx, request, request.deviceId);
    if (before) await this.touch(tx, before);
    return { state: 'pending', keyWords: wordsOf(request), retryAfterSeconds };
  }

  private async begin(
    tx: EntityManager,
    token: ProvisioningTokenRow,
    asker: Asker,
  ): Promise<EnrolmentRequestRow> {
    const { organisationId, siteId, id: tokenId } = token;
    const asked = { organisationId, tokenId };
    const all = await tx.countBy(EnrolmentRequestRow, asked);
    const rejected = await tx.countBy(EnrolmentRequestRow, { ...asked, state: 'rejected' });
    const isUsedUp = all - rejected >= token.usesMax || rejected >= rejectedMax;
    if (isUsedUp || token.expiresAt.getTime() <= Date.now()) throw new ProvisioningTokenRefused();
    // The site first, as admission takes it: a known serial is good for one of two at once.
    await this.sites.lock(tx, organisationId, siteId);
    const known = await this.expected(tx, token, asker.hardware.serial);
    const named = token.usesMax === 1 ? token.deviceName : `${token.deviceName}-${all + 1}`;
    const name = known?.name ?? named;
    const device = known ? await this.admission.admit(tx, token, { ...asker, name }) : null;
    if (known && device) {
      await tx.update(
        KnownDeviceRow,
        { organisationId, siteId, serial: known.serial },
        { deviceId: device.id },
      );
    }
    const id = newUuid();
    await tx.insert(EnrolmentRequestRow, {
      ...asked,
      id,
      siteId,
      publicKey: asker.publicKey.toString('base64'),
      hardware: asker.hardware,
      deviceName: name,
      address: currentRequest()?.address ?? null,
      knownSerial: known !== null,
      ...(device ? { state: 'approved', deviceId: device.id, decidedAt: new Date() } : {}),
    });
    const made = await tx.findOneByOrFail(EnrolmentRequestRow, { organisationId, id });
    await this.tell(tx, token, made);
    return made;
  }

  /** The serial, where it is known and no device has come with it yet, whatever has become of that. */
  private async expected(
    tx: EntityManager,
    { organisationId, siteId }: ProvisioningTokenRow,
    serial: string,
  ): Promise<KnownDeviceRow | null> {
    const unused = { organisationId, siteId, serial, deviceId: IsNull() };
    const known = await tx.findOneBy(KnownDeviceRow, unused);
    if (!known) return null;
    const [earlier] = await tx.query<unknown[]>(
      `SELECT 1 FROM device WHERE organisation_id = $1 AND hardware->>'serial' = $2 LIMIT 1`,
      [organisationId, serial],
    );
    return earlier === undefined ? known : null;
  }

  private async enrolled(
    tx: EntityManager,
    { organisationId, publicKey }: EnrolmentRequestRow,
    id: string,
  ): Promise<Enrolment> {
    const device = await tx.findOneByOrFail(DeviceRow, { organisationId, id });
    if (device.revokedAt !== null || device.publicKey !== publicKey) {
      throw new ProvisioningTokenRefused();
    }
    return toEnrolment(device, await this.certificates.bundle(tx, organisationId, device.siteId));
  }

  private async touch(tx: EntityManager, { organisationId, id }: EnrolmentRequestRow) {
    const address = currentRequest()?.address ?? null;
    await tx.update(EnrolmentRequestRow, { organisationId, id }, { askedAt: new Date(), address });
  }

  private async tell(
    tx: EntityManager,
    { role }: ProvisioningTokenRow,
    request: EnrolmentRequestRow,
  ): Promise<void> {
    const { organisationId, siteId, deviceName: name, hardware, state } = request;
    const requestId = idFromUuid('enrolmentRequest', request.id);
    const facts = { serial: hardware.serial, model: hardware.model, key_words: wordsOf(request) };
    if (state === 'pending') {
      await this.eventLog.append(tx, organisationId, [
        {
          type: streamEventTypes.enrolmentRequested,
          siteId,
          data: { enrolment_request_id: requestId, name, role, ...facts },
        },
      ]);
    }
    const id = request.deviceId === null ? requestId : idFromUuid('device', request.deviceId);
    await this.audit.record(tx, organisationId, {
      actor: { kind: 'device', id, name, role, credential: null },
      object: { kind: request.deviceId === null ? 'enrolment-request' : 'device', id },
      after: { name, role, site_id: idFromUuid('site', siteId), hardware, state },
    });
  }
}

/** Of the key that asks, for a person to compare with what the device shows. */
export function wordsOf({ publicKey }: Pick<EnrolmentRequestRow, 'publicKey'>): string {
  return keyWords(createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest());
}
