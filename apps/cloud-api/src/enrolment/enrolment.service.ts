import { Inject, Injectable } from '@nestjs/common';
import {
  type Enrolment,
  type EnrolmentPending,
  type EnrolmentRequest,
  idFromUuid,
} from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { Audit, RefusedAttempts } from '../audit/index.ts';
import { DeviceRow } from '../devices/device.entity.ts';
import { hashProvisioningSecret, ProvisioningTokenRefused } from '../provisioning/index.ts';
import { ProvisioningTokenRow } from '../provisioning/provisioning-token.entity.ts';
import { CrossTenant, Tenancy } from '../tenancy/index.ts';
import { Admission } from './admission.ts';
import { readCertificateRequest } from './certificate-request.ts';
import { toEnrolment } from './enrolment-answer.ts';
import { EnrolmentRejected } from './enrolment.errors.ts';
import { EnrolmentFreshness, type FreshProof } from './enrolment-freshness.ts';
import { EnrolmentQueue } from './enrolment-queue.ts';
import { ReplacementService } from './replacement.service.ts';
import { SiteCertificates } from './site-certificates.ts';

interface Claim {
  readonly organisationId: string;
  readonly tokenId: string;
}

@Injectable()
export class EnrolmentService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(EnrolmentFreshness) private readonly freshness: EnrolmentFreshness,
    @Inject(EnrolmentQueue) private readonly queue: EnrolmentQueue,
    @Inject(SiteCertificates) private readonly certificates: SiteCertificates,
    @Inject(ReplacementService) private readonly replacements: ReplacementService,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(RefusedAttempts) private readonly refused: RefusedAttempts,
  ) {}

  /**
   * Throws `InvalidRequest` or, whatever is wrong with the token or the proof,
   * `ProvisioningTokenRefused`; to a device that was in the queue `EnrolmentRejected`.
   */
  async enrol(request: EnrolmentRequest): Promise<Enrolment | EnrolmentPending> {
    const publicKey = await readCertificateRequest(request.certificateRequest);
    const claim = await this.crossTenant.findProvisioningToken(
      hashProvisioningSecret(request.token),
    );
    if (!claim) throw new ProvisioningTokenRefused();
    try {
      const proof = this.freshness.read(request, publicKey);
      return await this.use(claim, request, { publicKey, proof });
    } catch (error) {
      this.tellRefusal(claim, request, error);
      throw error;
    }
  }

  /** Somebody has the secret of a token that is used, revoked, expired, or not meant for his hardware. */
  private tellRefusal(
    { organisationId, tokenId }: Claim,
    { hardware }: EnrolmentRequest,
    error: unknown,
  ): void {
    const isRefusal =
      error instanceof ProvisioningTokenRefused || error instanceof EnrolmentRejected;
    if (!isRefusal) return;
    const object = {
      kind: 'provisioning-token',
      id: idFromUuid('provisioningToken', tokenId),
    };
    const actor = {
      kind: 'device' as const,
      id: null,
      name: hardware.serial,
      role: null,
      credential: null,
    };
    this.refused.tell({ organisationId, actor, object, code: error.code });
  }

  private use(
    { organisationId, tokenId }: Claim,
    request: EnrolmentRequest,
    { publicKey, proof }: { publicKey: Buffer; proof: FreshProof },
  ): Promise<Enrolment | EnrolmentPending> {
    return this.tenancy.transaction(organisationId, async (tx) => {
      // Lock the token: of two simultaneous uses the second waits here, and finds it used.
      const token = await tx.findOne(ProvisioningTokenRow, {
        where: { organisationId, id: tokenId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!token || token.revokedAt !== null) throw new ProvisioningTokenRefused();
      await this.freshness.take(tx, organisationId, proof);
      const { hardware } = request;
      if (token.approval === 'required') return this.queue.ask(tx, token, { publicKey, hardware });
      if (token.usedByDeviceId !== null) {
        return this.sameAnswer(tx, token, token.usedByDeviceId, publicKey);
      }
      if (token.expiresAt.getTime() <= Date.now()) throw new ProvisioningTokenRefused();
      return token.replacesDeviceId === null
        ? this.admit(tx, token, publicKey, hardware)
        : this.replacements.take(tx, token, token.replacesDeviceId, { publicKey, hardware });
    });
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
    publicKey: Buffer,
    hardware: EnrolmentRequest['hardware'],
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
