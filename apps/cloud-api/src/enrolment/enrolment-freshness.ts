import { createHash, createPublicKey, verify } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type EnrolmentRequest, enrolmentProofText } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { ProvisioningTokenRefused } from '../provisioning/index.ts';
import { EnrolmentChallenges } from './enrolment-challenges.ts';

/** A proof that is good for the moment; whether its nonce is still free the database decides. */
export interface FreshProof {
  readonly nonceHash: string;
  readonly requestHash: string;
  readonly expiresAt: Date;
}

/** Whether an enrolment is asked for now, by who has the key, and not played back. */
@Injectable()
export class EnrolmentFreshness {
  constructor(@Inject(EnrolmentChallenges) private readonly challenges: EnrolmentChallenges) {}

  /** Throws `ProvisioningTokenRefused`, whatever is wrong with the proof, and where there is none. */
  read({ proof, token, hardware }: EnrolmentRequest, publicKey: Buffer): FreshProof {
    if (!proof) throw new ProvisioningTokenRefused();
    const { nonce, signature } = proof;
    const expiresAt = this.challenges.expiryOf(nonce);
    const text = enrolmentProofText({ nonce, token, serial: hardware.serial, publicKey });
    const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
    const isSigned = verify(
      'sha256',
      Buffer.from(text),
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    if (expiresAt === null || !isSigned) throw new ProvisioningTokenRefused();
    return { nonceHash: sha256(nonce), requestHash: sha256(text), expiresAt };
  }

  /**
   * Takes the nonce, in the transaction that enrols. The same request may come again, since its answer
   * may have been lost. Throws `ProvisioningTokenRefused`.
   */
  async take(tx: EntityManager, organisationId: string, proof: FreshProof): Promise<void> {
    // The primary key decides between two replicas that were handed the same nonce.
    const taken = await tx.query<unknown[]>(
      `INSERT INTO used_enrolment_nonce AS used
         (organisation_id, nonce_hash, request_hash, expires_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (organisation_id, nonce_hash) DO UPDATE SET request_hash = excluded.request_hash
         WHERE used.request_hash = excluded.request_hash
       RETURNING nonce_hash`,
      [organisationId, proof.nonceHash, proof.requestHash, proof.expiresAt],
    );
    if (taken.length === 0) throw new ProvisioningTokenRefused();
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
