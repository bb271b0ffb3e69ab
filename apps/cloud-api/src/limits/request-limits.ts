import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Operation } from '../authorisation/operations.ts';
import type { Principal } from '../authorisation/principals.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { clientKey } from '../http/client-address.ts';
import { LeasedQuota, type Standing } from './leased-quota.ts';
import { TooManyRequests } from './limit.errors.ts';
import { rateLimitHeaders } from './rate-limit-headers.ts';
import { SharedLimits } from './shared-limits.ts';

const windowMs = 10_000;
/**
 * A page asks for a score of things at once, and whoever was kept waiting for seconds comes with all that he did not
 * ask meanwhile. What is beyond it comes evenly: let in at once, ten seconds' worth would have the processor of
 * a replica for as long.
 */
const burstSeconds = 2.5;
const burstLeast = 100;
const knownMax = 50_000;

const free: ReadonlySet<Operation> = new Set([
  'health.live',
  'health.ready',
  'health.read',
  'dashboard.read',
]);

/** Probes and the files of the dashboard ask nothing of the database, and are not counted. */
export function isFree(operation: Operation): boolean {
  return free.has(operation);
}

type Counted = readonly [quota: LeasedQuota, key: string];

interface KnownCaller {
  readonly organisationId: string;
  readonly counted: readonly Counted[];
}

/** Limits requests by credential, by organisation and, where nobody is known, by address. */
@Injectable()
export class RequestLimits {
  private readonly credentials: LeasedQuota;
  private readonly organisations: LeasedQuota;
  private readonly edgeOrganisations: LeasedQuota;
  private readonly addresses: LeasedQuota;
  /** What the credential of a hash is counted under; only ever used to refuse it early, or to let it wait. */
  private readonly known = new Map<string, KnownCaller>();
  private readonly expected = new WeakMap<IncomingMessage, readonly (() => void)[]>();
  private readonly counted = new WeakMap<FastifyRequest, readonly Counted[]>();

  constructor(
    @Inject(CONFIGURATION) { limits }: Configuration,
    @Inject(SharedLimits) store: SharedLimits,
  ) {
    const perSecond = (name: string, rate: number) =>
      new LeasedQuota(
        {
          name,
          most: Math.round((rate * windowMs) / 1000),
          windowMs,
          burst: Math.max(burstLeast, Math.round(rate * burstSeconds)),
        },
        store,
      );
    this.credentials = perSecond('credential', limits.requestsPerSecondCredential);
    this.organisations = perSecond('organisation', limits.requestsPerSecondOrganisation);
    this.edgeOrganisations = perSecond('organisation-edge', limits.edgeRequestsPerSecond);
    this.addresses = perSecond('address', limits.requestsPerSecondAddress);
  }

  /**
   * Of the quotas of whoever shows this credential those with nothing left, as far as is known without
   * asking; null where nobody was let in with it yet. Where there are none the request is let on, and expected
   * to be counted until it is `settled`.
   */
  spentBy(request: IncomingMessage, credential: string): readonly Standing[] | null {
    const caller = this.known.get(hashOf(credential));
    return caller === undefined ? null : this.expectOrSpent(request, caller.counted);
  }

  /** Whose this credential was when somebody was let in with it (UUID); null where nobody was yet. */
  organisationOf(credential: string): string | null {
    return this.known.get(hashOf(credential))?.organisationId ?? null;
  }

  /** The same of an address, for those who show no credential, or one that is not known. */
  spentAt(request: IncomingMessage, address: string): readonly Standing[] {
    return this.expectOrSpent(request, [[this.addresses, clientKey(address)]]);
  }

  /** It was counted, or ended before; twice is once. */
  settle(request: IncomingMessage): void {
    const expected = this.expected.get(request);
    if (!expected) return;
    this.expected.delete(request);
    for (const end of expected) end();
  }

  /** Counts a request that may go on. Throws `TooManyRequests`. */
  async count(
    request: FastifyRequest,
    reply: FastifyReply,
    caller: { operation: Operation; principal: Principal | null; credential: string | undefined },
  ): Promise<void> {
    const { operation, principal, credential } = caller;
    if (isFree(operation)) return;
    const counted = this.countedFor(principal, clientKey(request.ip));
    if (principal && credential !== undefined) {
      const { organisationId } = principal;
      this.remember(hashOf(credential), { organisationId, counted });
    }
    await this.take(request, reply, counted);
  }

  /** Counts a request whose credential was not good. Throws `TooManyRequests`. */
  async countStranger(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.take(request, reply, [[this.addresses, clientKey(request.ip)]]);
  }

  /** The answer was "not modified": it costs nothing. */
  giveBack(request: FastifyRequest): void {
    for (const [quota, key] of this.counted.get(request) ?? []) quota.giveBack(key);
  }

  private expectOrSpent(
    request: IncomingMessage,
    counted: readonly Counted[],
  ): readonly Standing[] {
    // What was let on is counted later, and refused there if at all.
    if (this.expected.has(request)) return [];
    const spent = spentOf(counted);
    if (spent.length > 0) return spent;
    this.expected.set(
      request,
      counted.map(([quota, key]) => quota.expect(key)),
    );
    return spent;
  }

  private async take(
    request: FastifyRequest,
    reply: FastifyReply,
    counted: readonly Counted[],
  ): Promise<void> {
    const standings: Standing[] = [];
    try {
      for (const [quota, key] of counted) {
        const standing = await quota.take(key);
        standings.push(standing);
        if (!standing.isAdmitted) break;
      }
    } finally {
      this.settle(request.raw);
    }
    refuse(reply, standings);
    this.counted.set(request, counted);
  }

  private countedFor(principal: Principal | null, address: string): readonly Counted[] {
    if (principal === null) return [[this.addresses, address]];
    const { organisationId } = principal;
    return principal.kind === 'device'
      ? [
          [this.credentials, principal.deviceId],
          [this.edgeOrganisations, organisationId],
        ]
      : [
          [this.credentials, principal.credential.id],
          [this.organisations, organisationId],
        ];
  }

  private remember(hash: string, caller: KnownCaller): void {
    if (this.known.has(hash)) return;
    this.known.set(hash, caller);
    if (this.known.size <= knownMax) return;
    const oldest = this.known.keys().next().value;
    if (oldest !== undefined) this.known.delete(oldest);
  }
}

/** Tells how the caller stands, and throws where one of the quotas has nothing left. */
function refuse(reply: FastifyReply, standings: readonly Standing[]): void {
  void reply.headers(rateLimitHeaders(standings));
  const refused = standings.find(({ isAdmitted }) => !isAdmitted);
  if (refused) throw new TooManyRequests(refused.quota.name, refused.resetMs / 1000);
}

function spentOf(counted: readonly Counted[]): readonly Standing[] {
  const spent: Standing[] = [];
  for (const [quota, key] of counted) {
    const standing = quota.isExhausted(key);
    if (standing) spent.push(standing);
  }
  return spent;
}

function hashOf(credential: string): string {
  return hash('sha256', credential, 'base64url');
}
