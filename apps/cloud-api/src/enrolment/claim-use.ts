import { Inject, Injectable } from '@nestjs/common';
import {
  type Enrolment,
  type EnrolmentPending,
  type EnrolmentRequest,
  idFromUuid,
} from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { Audit } from '../audit/index.ts';
import { DeviceRow } from '../devices/device.entity.ts';
import { ProvisioningTokenRefused } from '../provisioning/index.ts';
import { ProvisioningTokenRow } from '../provisioning/provisioning-token.entity.ts';
import { Admission } from './admission.ts';
import { toEnrolment } from './enrolment-answer.ts';
import { EnrolmentQueue } from './enrolment-queue.ts';
import { ReplacementService } from './replacement.service.ts';
import { SiteCertificates } from './site-certificates.ts';

/** Who comes with a token: proven to have the key, of hardware by its own word. */
export interface Newcomer {
  readonly publicKey: Buffer;
  readonly hardware: EnrolmentRequest['hardware'];
}

/** What a token that is good brings: a place in the queue, a device, or new hardware for one. */
@Injectable()
export class ClaimUse {
  constructor(
    @Inject(Admission) private readonly admission: Admission,
    @Inject(EnrolmentQueue) private readonly queue: EnrolmentQueue,
    @Inject(SiteCertificates) private readonly certificates: SiteCertificates,
    @Inject(ReplacementService) private readonly replacements: ReplacementService,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** The caller holds the lock of the token, which is not revoked. Throws `ProvisioningTokenRefused`. */
  async use(
    tx: EntityManager,
    token: ProvisioningTokenRow,
    newcomer: Newcomer,
  ): Promise<Enrolment | EnrolmentPending> {
    if (token.approval === 'required') return this.queue.ask(tx, token, newcomer);
    if (token.usedByDeviceId !== null) {
      return this.sameAnswer(tx, token, token.usedByDeviceId, newcomer.publicKey);
    }
    if (token.expiresAt.getTime() <= Date.now()) throw new ProvisioningTokenRefused();
    return token.replacesDeviceId === null
      ? this.admit(tx, token, newcomer)
      : this.replacements.take(tx, token, token.replacesDeviceId, newcomer);
  }

  /** The device lost our answer and asks again: it shows that by having the same private key. */
  private async sameAnswer(
    tx: EntityManager,
    { organisationId }: ProvisioningTokenRow,
    deviceId: string,
    publicKey: Buffer,
  ): Promise<Enrolment> {
    const device = await tx.findOneByOrFail(DeviceRow, { organisationId, id: deviceId });
    if (device.revokedAt !== null || device.publicKey !== publicKey.toString('base64')) {
      throw new ProvisioningTokenRefused();
    }
    return toEnrolment(device, await this.certificates.bundle(tx, organisationId, device.siteId));
  }

  private async admit(
    tx: EntityManager,
    token: ProvisioningTokenRow,
    { publicKey, hardware }: Newcomer,
  ): Promise<Enrolment> {
    const { organisationId, siteId, role, deviceName: name } = token;
    const device = await this.admission.admit(tx, token, { name, publicKey, hardware });
    await tx.update(
      ProvisioningTokenRow,
      { organisationId, id: token.id },
      { usedAt: new Date(), usedByDeviceId: device.id },
    );
    const deviceId = idFromUuid('device', device.id);
    await this.audit.record(tx, organisationId, {
      actor: { kind: 'device', id: deviceId, name, role, credential: null },
      object: { kind: 'device', id: deviceId },
      after: { name, role, site_id: idFromUuid('site', siteId), hardware },
    });
    return toEnrolment(device, await this.certificates.bundle(tx, organisationId, siteId));
  }
}
