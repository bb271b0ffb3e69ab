import { createPublicKey, randomUUID, verify, X509Certificate, type KeyObject } from 'node:crypto';
import {
  certificateRenewalSchema,
  enrolmentProofText,
  enrolmentRequestSchema,
  renewalProofText,
  tokenRequestSchema,
  trustReportSchema,
  type DeviceRole,
  type Enrolment,
  type EnrolmentRequest,
  type TrustReport,
} from '@eyrie/contracts';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { TestSiteCa } from './site-ca.ts';

export interface TestAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Claim {
  readonly deviceId: string;
  readonly role: DeviceRole;
  readonly nodeId: number | null;
  /** SPKI of the key that used it first. */
  usedBy: string | null;
  enrolment: Enrolment | null;
}

/**
 * The part of the cloud that gives devices their identity and their tokens, for tests: it checks
 * what the real one checks. Others put it behind a server of their own.
 */
export class TestEnrolmentCloud {
  readonly siteId: string;
  readonly organisationId: string;
  /** Issues at present. */
  ca: TestSiteCa;
  /** Trusted beside it. */
  otherAuthorities: TestSiteCa[] = [];
  readonly #mark: string;
  /** Seconds that an access token lasts. */
  tokenSeconds = 600;
  /** Ahead of this machine's clock, ms. */
  clockAheadMs = 0;
  enrolments = 0;
  /** Seconds that a nonce lasts. */
  challengeSeconds = 300;
  readonly nonces: string[] = [];
  tokensGiven = 0;
  renewals = 0;
  readonly trustReports: TrustReport[] = [];
  /** Why the cloud lets nobody in any more; null: it does. */
  revocation: string | null = null;
  readonly #claims = new Map<string, Claim>();
  readonly #keys = new Map<string, KeyObject>();
  /** Keys before the last renewal, until the new one was used. */
  readonly #previousKeys = new Map<string, KeyObject>();
  readonly #certificates = new Map<string, string>();
  readonly #bearers = new Map<string, string>();
  readonly #usedAssertions = new Set<string>();

  private constructor(siteId: string, organisationId: string, ca: TestSiteCa) {
    this.siteId = siteId;
    this.organisationId = organisationId;
    this.ca = ca;
    this.#mark = fingerprintOf(ca.pem);
  }

  static async create(siteId: string, organisationId: string): Promise<TestEnrolmentCloud> {
    return new TestEnrolmentCloud(siteId, organisationId, await TestSiteCa.create());
  }

  /** A provisioning token that makes exactly this device. */
  addToken(token: string, device: { deviceId: string; role: DeviceRole; nodeId?: number }): void {
    const { deviceId, role, nodeId = null } = device;
    this.#claims.set(token, { deviceId, role, nodeId, usedBy: null, enrolment: null });
  }

  /** Who an Authorization header speaks for, or null. */
  bearer(authorization: string | undefined): string | null {
    return this.#bearers.get(authorization?.replace(/^Bearer /, '') ?? '') ?? null;
  }

  /** Every token given out so far is worth nothing from now on. */
  revokeTokens(): void {
    this.#bearers.clear();
  }

  challenge(): TestAnswer {
    const nonce = randomUUID();
    this.nonces.push(nonce);
    return { status: 200, body: { nonce, expiresInSeconds: this.challengeSeconds } };
  }

  async enrol(body: unknown): Promise<TestAnswer> {
    const request = enrolmentRequestSchema.safeParse(body);
    if (!request.success) return problem(422, 'request.invalid');
    const { token, certificateRequest } = request.data;
    const claim = this.#claims.get(token);
    if (!claim) return problem(401, 'enrolment.token_unknown');
    const certificate = await this.ca.sign(claim.deviceId, certificateRequest);
    const { publicKey } = new X509Certificate(certificate);
    if (!this.#isFresh(request.data, publicKey)) return problem(401, 'enrolment.proof_refused');
    const spki = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    if (claim.usedBy !== null && claim.usedBy !== spki) return problem(401, 'enrolment.token_used');
    claim.usedBy = spki;
    claim.enrolment ??= {
      deviceId: claim.deviceId,
      organisationId: this.organisationId,
      siteId: this.siteId,
      role: claim.role,
      name: claim.deviceId,
      nodeId: claim.nodeId,
      certificate,
      siteCa: this.ca.pem,
    };
    this.#keys.set(claim.deviceId, createPublicKey(spki));
    this.enrolments += 1;
    return { status: 201, body: claim.enrolment };
  }

  #isFresh({ token, hardware, proof }: EnrolmentRequest, key: KeyObject): boolean {
    if (!proof || !this.nonces.includes(proof.nonce)) return false;
    const { nonce, signature } = proof;
    const publicKey = key.export({ type: 'spki', format: 'der' });
    return verify(
      'sha256',
      Buffer.from(enrolmentProofText({ nonce, token, serial: hardware.serial, publicKey })),
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
  }

  /** A certificate for a new key, asked for by who has the present one. */
  async renew(body: unknown, deviceId: string | null): Promise<TestAnswer> {
    const request = certificateRenewalSchema.safeParse(body);
    if (deviceId === null) return problem(401, 'auth.required');
    if (!request.success) return problem(422, 'request.invalid');
    const { certificateRequest, proof } = request.data;
    const isBy = (key: KeyObject | undefined): key is KeyObject =>
      key !== undefined &&
      verify(
        'sha256',
        Buffer.from(renewalProofText(deviceId, certificateRequest)),
        { key, dsaEncoding: 'ieee-p1363' },
        Buffer.from(proof, 'base64url'),
      );
    const proven = [this.#keys.get(deviceId), this.#previousKeys.get(deviceId)].find(isBy);
    if (!proven) return problem(403, 'certificate.proof_refused');
    const certificate = await this.ca.sign(deviceId, certificateRequest);
    const { publicKey } = new X509Certificate(certificate);
    if (this.#keys.get(deviceId)?.equals(publicKey) !== true) {
      this.#previousKeys.set(deviceId, proven);
      this.#keys.set(deviceId, publicKey);
      this.#certificates.set(deviceId, certificate);
      this.renewals += 1;
    }
    const known = this.#certificates.get(deviceId);
    const isOfPresent = known !== undefined && new X509Certificate(known).verify(this.ca.publicKey);
    const given = isOfPresent ? known : certificate;
    this.#certificates.set(deviceId, given);
    return { status: 200, body: { certificate: given, ...this.#trust() } };
  }

  /** What a device is to trust; `reported` has what it said last. */
  trust(body: unknown, deviceId: string | null): TestAnswer {
    const report = trustReportSchema.safeParse(body);
    if (deviceId === null) return problem(401, 'auth.required');
    if (!report.success) return problem(422, 'request.invalid');
    this.trustReports.push(report.data);
    return { status: 200, body: this.#trust() };
  }

  #trust(): { siteCa: string; authorityMark: string } {
    const all = [this.ca, ...this.otherAuthorities];
    return { siteCa: all.map(({ pem }) => `${pem}\n`).join(''), authorityMark: this.#mark };
  }

  async token(body: unknown, audience: string): Promise<TestAnswer> {
    const headers = { date: new Date(Date.now() + this.clockAheadMs).toUTCString() };
    const request = tokenRequestSchema.safeParse(body);
    if (!request.success) return problem(422, 'request.invalid');
    const deviceId = await this.#verify(request.data.assertion, audience).catch(() => null);
    if (deviceId === null) return { ...problem(401, 'token.assertion_refused'), headers };
    if (this.revocation !== null) return problem(403, 'device.revoked', this.revocation);
    const token = randomUUID();
    this.#bearers.set(token, deviceId);
    this.tokensGiven += 1;
    const answer = { access_token: token, token_type: 'Bearer', expires_in: this.tokenSeconds };
    return { status: 200, headers, body: answer };
  }

  async #verify(assertion: string, audience: string): Promise<string | null> {
    const { kid = '' } = decodeProtectedHeader(assertion);
    const previous = this.#previousKeys.get(kid);
    const byNew = await this.#verifyWith(this.#keys.get(kid), kid, assertion, audience);
    if (byNew) this.#previousKeys.delete(kid);
    return byNew ?? this.#verifyWith(previous, kid, assertion, audience);
  }

  async #verifyWith(
    key: KeyObject | undefined,
    kid: string,
    assertion: string,
    audience: string,
  ): Promise<string | null> {
    if (!key) return null;
    const currentDate = new Date(Date.now() + this.clockAheadMs);
    const verified = await jwtVerify(assertion, key, {
      algorithms: ['ES256'],
      audience,
      issuer: kid,
      subject: kid,
      currentDate,
      requiredClaims: ['exp', 'iat', 'jti', 'run', 'start'],
      maxTokenAge: 60,
      clockTolerance: 2,
    }).catch(() => null);
    if (!verified) return null;
    const { jti = '', exp = 0 } = verified.payload;
    if (this.#usedAssertions.has(jti) || exp * 1000 > currentDate.getTime() + 62_000) return null;
    this.#usedAssertions.add(jti);
    return kid;
  }
}

function problem(status: number, code: string, title = code): TestAnswer {
  return {
    status,
    body: { type: `urn:test:${code}`, title, status, code, request_id: randomUUID() },
  };
}

function fingerprintOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
}
