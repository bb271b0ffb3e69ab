import { createHash, createPublicKey, sign, X509Certificate, type KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  keyWords,
  renewalProofText,
  type DeviceRole,
  type Enrolment,
  type EnrolmentRequest,
} from '@eyrie/contracts';
import { nodeDisk, type Disk } from '@eyrie/journal';
import { BackOff } from './back-off.ts';
import { certificateRequest } from './certificate-request.ts';
import type { Fetch } from './cloud-answer.ts';
import { cloudUrl } from './cloud-url.ts';
import { beginRun, type DeviceRun } from './device-run.ts';
import { FreshEnrolment } from './enrolment-proof.ts';
import { CloudUnavailable, EnrolmentRefused, OtherBoard, ProvisioningMissing } from './errors.ts';
import { IdentityStore, whatIsWrong, type StoredIdentity } from './identity-store.ts';
import { renewOnce } from './renewal-call.ts';
import { authoritiesOf, fingerprintOf, hasDropped } from './site-trust.ts';
import { askTrust } from './trust-call.ts';
import { readProvisionFile, wipeProvisionFile } from './provision-file.ts';
import type { TokenSource } from './token-source.ts';

export interface OpenIdentityOptions {
  /** Where key and identity are kept; made when missing. One process per directory. */
  readonly directory: string;
  /** The cloud; needed until the device is enrolled, afterwards it takes the place of the stored one. */
  readonly provisionUrl?: string | null | undefined;
  /** Needed until the device is enrolled. */
  readonly provisionToken?: string | null | undefined;
  /** A `provision.txt` that gives what the two before do not; its token is wiped after success. */
  readonly provisionFile?: string | null | undefined;
  readonly hardware: EnrolmentRequest['hardware'];
  /**
   * Serial number of the board (`readBoard`), to which the key is bound: on another board it does not
   * open. Null or absent: the key lies there in the open.
   */
  readonly board?: string | null;
  /** Told where the card does not keep the count of starts. */
  readonly onNotKept?: (error: unknown) => void;
  /** Told before each pause why there is no identity yet, in one sentence. */
  readonly onWaiting?: (reason: string, delayMs: number) => void;
  readonly signal?: AbortSignal;
  readonly fetch?: Fetch;
  readonly disk?: Disk;
  readonly backOff?: BackOff;
  /** Pauses while a person has to decide. Default from 5 s up to a minute. */
  readonly approvalBackOff?: BackOff;
}

/** PEM, as `node:tls` and `node:https` take them. */
export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

/** Who this device is, proved by a key that never leaves it. */
export class DeviceIdentity {
  readonly deviceId: string;
  readonly organisationId: string;
  readonly siteId: string;
  readonly role: DeviceRole;
  readonly name: string;
  /** Its number in the site's Raft group; coordinators only. */
  readonly nodeId: number | null;
  /** The cloud's URL, without a slash at its end. */
  readonly cloudUrl: string;
  /** This start of the program, which assertions show. */
  readonly run: DeviceRun;
  readonly #store: IdentityStore;
  readonly #fetch: Fetch;
  readonly #listeners = new Set<() => void>();
  readonly #dropListeners = new Set<() => void>();
  #stored: StoredIdentity;
  #key: KeyObject;

  private constructor(
    store: IdentityStore,
    fetch: Fetch,
    stored: StoredIdentity,
    { key: privateKey, run }: { key: KeyObject; run: DeviceRun },
  ) {
    this.run = run;
    this.#store = store;
    this.#fetch = fetch;
    this.#stored = stored;
    this.#key = privateKey;
    this.deviceId = stored.deviceId;
    this.organisationId = stored.organisationId;
    this.siteId = stored.siteId;
    this.role = stored.role;
    this.name = stored.name;
    this.nodeId = stored.nodeId;
    this.cloudUrl = stored.cloudUrl;
  }

  /**
   * Reads the identity, or enrols and keeps it, trying for as long as it takes. A power cut at any
   * moment is survived: the key is durable before its request leaves, and the cloud answers the same
   * token and key in the same way again.
   *
   * A card of another board is let in by a claim that puts this board in the place of that one.
   * @throws ProvisioningMissing, EnrolmentRefused, IdentityDamaged, OtherBoard; RangeError for a bad
   * URL; the signal's reason.
   */
  static async open(options: OpenIdentityOptions): Promise<DeviceIdentity> {
    const { directory, provisionFile, onNotKept } = options;
    const disk = options.disk ?? nodeDisk();
    const store = new IdentityStore(disk, directory, options.board ?? null);
    const loaded = await store.load();
    const file = provisionFile ? await readProvisionFile(provisionFile) : null;
    const provisioning = {
      url: options.provisionUrl ?? file?.url ?? null,
      token: options.provisionToken ?? file?.token ?? null,
    };
    const identity =
      loaded.key === null
        ? await takePlace(options, store, loaded.stored, provisioning)
        : await enrolledOnce(options, store, loaded, provisioning);
    // Also after a power cut between the two: an enrolled device has no use for its token.
    if (provisionFile) await wipeProvisionFile(provisionFile);
    const run = await beginRun(disk, directory, onNotKept);
    const { key, stored } = identity;
    return new DeviceIdentity(store, options.fetch ?? globalThis.fetch, stored, { key, run });
  }

  /** P-256; another one after each renewal. */
  get privateKey(): KeyObject {
    return this.#key;
  }

  /** From when to when the present certificate is good, ms since 1970. */
  get certificateLife(): { readonly fromMs: number; readonly untilMs: number } {
    const { validFromDate, validToDate } = new X509Certificate(this.#stored.certificate);
    return { fromMs: validFromDate.getTime(), untilMs: validToDate.getTime() };
  }

  /** The site's name for its cloud: the fingerprint of its first CA, whichever issues at present. */
  get authorityMark(): string {
    const [issuing] = authoritiesOf(this.#stored.siteCa);
    return this.#stored.authorityMark ?? (issuing ? fingerprintOf(issuing) : '');
  }

  /**
   * Told when a CA of the site is trusted no more: what was connected under it is to be connected
   * anew. `onRenewed` comes first.
   */
  onAuthorityDropped(listener: () => void): () => void {
    this.#dropListeners.add(listener);
    return () => this.#dropListeners.delete(listener);
  }

  /** Told after each renewal and each change of what is trusted: `tlsOptions` has changed. */
  onRenewed(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Gets a certificate for a new key and goes on with both. A power cut at any moment leaves the old
   * pair or the new one; the cloud takes either until the new one has been used. One at a time.
   * @throws RenewalRefused, TokenRefused, CloudUnavailable, and what the disk rejects with.
   */
  async renew(tokens: TokenSource): Promise<void> {
    const next = await this.#store.nextKey();
    const request = await certificateRequest(next, createPublicKey(next));
    const proof = sign('sha256', Buffer.from(renewalProofText(this.deviceId, request)), {
      key: this.#key,
      dsaEncoding: 'ieee-p1363',
    }).toString('base64url');
    const renewed = await renewOnce(this.#fetch, this.cloudUrl, tokens, {
      certificateRequest: request,
      proof,
    });
    const stored = { ...this.#stored, ...renewed };
    const wrong = whatIsWrong(stored, next);
    if (wrong !== null)
      throw new CloudUnavailable(`its certificate cannot be used: ${wrong}`, null);
    await this.#store.adopt(stored);
    this.#key = next;
    this.#become(stored);
  }

  /**
   * Asks the cloud which authorities are to be trusted in the site, and goes along: with a certificate
   * of the one that issues, and in that order, so that whatever the device has is good where it goes.
   * A power cut leaves what was before, or what comes. Not at the same time as `renew`.
   * @throws as `renew`
   */
  async followTrust(tokens: TokenSource): Promise<'same' | 'changed' | 'renewed'> {
    const certificate = new X509Certificate(this.#stored.certificate);
    const { siteCa, authorityMark } = await askTrust(this.#fetch, this.cloudUrl, tokens, {
      authorities: authoritiesOf(this.#stored.siteCa).map(fingerprintOf),
      serial: certificate.serialNumber,
    });
    const [issuing] = readBundle(siteCa);
    if (!issuing || !certificate.verify(issuing.publicKey)) {
      await this.renew(tokens);
      return 'renewed';
    }
    const isSame = siteCa === this.#stored.siteCa && authorityMark === this.#stored.authorityMark;
    if (isSame) return 'same';
    const stored = { ...this.#stored, siteCa, authorityMark };
    await this.#store.save(stored);
    this.#become(stored);
    return 'changed';
  }

  #become(stored: StoredIdentity): void {
    const dropped = hasDropped(this.#stored.siteCa, stored.siteCa);
    this.#stored = stored;
    for (const listener of this.#listeners) listener();
    if (dropped) for (const listener of this.#dropListeners) listener();
  }

  /** As `tlsOptions`, but each reading gives the present pair: for what lives through renewals. */
  liveTls(): TlsIdentity {
    const present = (): TlsIdentity => this.tlsOptions();
    return {
      get key() {
        return present().key;
      },
      get cert() {
        return present().cert;
      },
      get ca() {
        return present().ca;
      },
    };
  }

  /** For every connection inside the site, as server and as client. */
  tlsOptions(): TlsIdentity {
    return {
      key: this.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      cert: this.#stored.certificate,
      ca: this.#stored.siteCa,
    };
  }
}

interface Provisioned {
  readonly url: string | null;
  readonly token: string | null;
}
interface OwnIdentity {
  readonly key: KeyObject;
  readonly stored: StoredIdentity;
}

/** The identity of the card, which is got from the cloud where there is none yet. */
async function enrolledOnce(
  options: OpenIdentityOptions,
  store: IdentityStore,
  { key, stored }: { key: KeyObject; stored: StoredIdentity | null },
  { url, token }: Provisioned,
): Promise<OwnIdentity> {
  if (stored)
    return { key, stored: url === null ? stored : { ...stored, cloudUrl: cloudUrl(url) } };
  if (url === null || token === null) {
    throw new ProvisioningMissing([
      ...(url === null ? ['PROVISION_URL'] : []),
      ...(token === null ? ['PROVISION_TOKEN'] : []),
    ]);
  }
  const at = cloudUrl(url);
  const enrolled = { ...(await enrol(options, at, token, key)), cloudUrl: at };
  await store.save(enrolled);
  return { key, stored: enrolled };
}

/** The card came from another board: with a claim for it this board becomes the device, by a key of its own. */
async function takePlace(
  options: OpenIdentityOptions,
  store: IdentityStore,
  before: StoredIdentity,
  { url, token }: Provisioned,
): Promise<OwnIdentity> {
  if (token === null) {
    const why =
      options.board == null
        ? 'its key is bound to the serial number of a board, and that of this one cannot be read'
        : 'it was enrolled on another board';
    throw new OtherBoard(before.name, why);
  }
  const key = await store.nextKey();
  const at = url === null ? before.cloudUrl : cloudUrl(url);
  const enrolled = await enrol(options, at, token, key).catch((error: unknown) => {
    if (!(error instanceof EnrolmentRefused)) throw error;
    const why = `it was enrolled on another board, and the cloud refused the token (${error.status})`;
    throw new OtherBoard(before.name, why);
  });
  const stored = { ...enrolled, cloudUrl: at };
  if (stored.deviceId !== before.deviceId) {
    // What lies on the card is the other device's: sent under this name it would be a lie.
    throw new OtherBoard(before.name, `the token was for another device, "${stored.name}"`);
  }
  await store.adopt(stored);
  return { key, stored };
}

async function enrol(
  options: OpenIdentityOptions,
  url: string,
  token: string,
  key: KeyObject,
): Promise<Enrolment> {
  const request: EnrolmentRequest = {
    token,
    certificateRequest: await certificateRequest(key, createPublicKey(key)),
    hardware: options.hardware,
  };
  const backOff = options.backOff ?? new BackOff();
  const approval = options.approvalBackOff ?? new BackOff({ firstMs: 5_000, mostMs: 60_000 });
  const fresh = new FreshEnrolment(options.fetch ?? globalThis.fetch, url, key);
  for (;;) {
    const outcome = await fresh.attempt(request, options.signal);
    let reason: string;
    let wish: number | null = null;
    let pauses = backOff;
    if (outcome.type === 'enrolled') {
      const wrong = whatIsWrong(outcome.enrolment, key);
      if (wrong === null) return outcome.enrolment;
      reason = `The cloud's enrolment cannot be used: ${wrong}.`;
    } else if (outcome.type === 'refused') {
      throw new EnrolmentRefused(outcome.status, outcome.detail);
    } else if (outcome.type === 'pending') {
      reason = `Somebody has to approve this device: ${wordsOf(key)}.`;
      wish = outcome.retryAfterMs;
      pauses = approval;
    } else {
      reason = outcome.reason;
      wish = outcome.retryAfterMs;
    }
    const delayMs = pauses.next(wish);
    options.onWaiting?.(reason, delayMs);
    await sleep(delayMs, undefined, options.signal ? { signal: options.signal } : {});
  }
}

/** @throws CloudUnavailable */
function readBundle(siteCa: string): X509Certificate[] {
  try {
    return authoritiesOf(siteCa);
  } catch (error) {
    throw new CloudUnavailable('what it wants to be trusted cannot be read', null, error);
  }
}

/** What a person compares with what the cloud shows. */
function wordsOf(key: KeyObject): string {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return keyWords(createHash('sha256').update(spki).digest());
}
