import { Inject, Injectable } from '@nestjs/common';
import {
  type Enrolment,
  type EnrolmentPending,
  type EnrolmentRequest,
  idFromUuid,
} from '@eyrie/contracts';
import { RefusedAttempts } from '../audit/index.ts';
import { hashProvisioningSecret, ProvisioningTokenRefused } from '../provisioning/index.ts';
import { ProvisioningTokenRow } from '../provisioning/provisioning-token.entity.ts';
import { currentRequest } from '../request-context/request-context.ts';
import { CrossTenant, Tenancy } from '../tenancy/index.ts';
import { readCertificateRequest } from './certificate-request.ts';
import { ClaimUse } from './claim-use.ts';
import { EnrolmentRejected } from './enrolment.errors.ts';
import { EnrolmentFreshness, type FreshProof } from './enrolment-freshness.ts';
import { EnrolmentLimits } from './enrolment-limits.ts';

interface Claim {
  readonly organisationId: string;
  readonly tokenId: string;
}

@Injectable()
export class EnrolmentService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(EnrolmentFreshness) private readonly freshness: EnrolmentFreshness,
    @Inject(ClaimUse) private readonly claims: ClaimUse,
    @Inject(RefusedAttempts) private readonly refused: RefusedAttempts,
    @Inject(EnrolmentLimits) private readonly limits: EnrolmentLimits,
  ) {}

  /**
   * Throws `InvalidRequest` or, whatever is wrong with the token or the proof,
   * `ProvisioningTokenRefused`; to a device that was in the queue `EnrolmentRejected`; and `TooManyRequests`.
   */
  async enrol(request: EnrolmentRequest): Promise<Enrolment | EnrolmentPending> {
    const address = currentRequest()?.address ?? '';
    const claim = await this.crossTenant.findProvisioningToken(
      hashProvisioningSecret(request.token),
    );
    if (!claim) {
      await this.limits.refused(address, null);
      throw new ProvisioningTokenRefused();
    }
    const publicKey = await readCertificateRequest(request.certificateRequest);
    await this.limits.used(claim.tokenId, publicKey, address);
    try {
      const proof = this.freshness.read(request, publicKey);
      return await this.use(claim, request, { publicKey, proof });
    } catch (error) {
      this.tellRefusal(claim, request, error);
      if (isRefusal(error)) await this.limits.refused(address, claim.tokenId);
      throw error;
    }
  }

  /** Somebody has the secret of a token that is used, revoked, expired, or not meant for his hardware. */
  private tellRefusal(
    { organisationId, tokenId }: Claim,
    { hardware }: EnrolmentRequest,
    error: unknown,
  ): void {
    if (!isRefusal(error)) return;
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
      return this.claims.use(tx, token, { publicKey, hardware: request.hardware });
    });
  }
}

function isRefusal(error: unknown): error is ProvisioningTokenRefused | EnrolmentRejected {
  return error instanceof ProvisioningTokenRefused || error instanceof EnrolmentRejected;
}
