import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import {
  enrolmentProofText,
  type EnrolmentChallenge,
  type EnrolmentRequest,
} from '@eyrie/contracts';
import type { Fetch } from './cloud-answer.ts';
import { askChallenge, enrolOnce, type EnrolmentOutcome } from './enrolment-call.ts';

/**
 * Enrols with a proof that the request is made now, by who has the key: a nonce of the cloud, signed.
 * A nonce serves for half of its life, so that a lost answer is asked for with the same request.
 */
export class FreshEnrolment {
  readonly #fetch: Fetch;
  readonly #cloudUrl: string;
  readonly #key: KeyObject;
  #challenge: EnrolmentChallenge | null = null;
  /** By a clock that nobody sets: a device that enrols may not know the time yet. */
  #usableUntilMs = 0;

  constructor(fetch: Fetch, cloudUrl: string, key: KeyObject) {
    this.#fetch = fetch;
    this.#cloudUrl = cloudUrl;
    this.#key = key;
  }

  /** As `enrolOnce`. */
  async attempt(request: EnrolmentRequest, signal?: AbortSignal): Promise<EnrolmentOutcome> {
    let challenge = this.#challenge;
    if (challenge === null || performance.now() >= this.#usableUntilMs) {
      const askedMs = performance.now();
      const outcome = await askChallenge(this.#fetch, this.#cloudUrl, signal);
      if (outcome.type === 'later') return outcome;
      ({ challenge } = outcome);
      this.#challenge = challenge;
      this.#usableUntilMs = askedMs + challenge.expiresInSeconds * 500;
    }
    const proven = this.#prove(request, challenge.nonce);
    return enrolOnce(this.#fetch, this.#cloudUrl, proven, signal);
  }

  #prove(request: EnrolmentRequest, nonce: string): EnrolmentRequest {
    const { token, hardware } = request;
    const publicKey = createPublicKey(this.#key).export({ type: 'spki', format: 'der' });
    const text = enrolmentProofText({ nonce, token, serial: hardware.serial, publicKey });
    const signature = sign('sha256', Buffer.from(text), {
      key: this.#key,
      dsaEncoding: 'ieee-p1363',
    });
    return { ...request, proof: { nonce, signature: signature.toString('base64url') } };
  }
}
