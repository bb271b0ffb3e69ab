import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type AuditEntry, type IdKind, idPrefixes } from '@eyrie/contracts';
import { DomainError, type Logger } from '@eyrie/platform';
import { Counter, type Registry } from 'prom-client';
import { LOGGER } from '../logger.ts';
import { METRICS } from '../metrics.ts';
import { currentRequest } from '../request-context/request-context.ts';
import { Tenancy } from '../tenancy/index.ts';
import { actorOf, Audit } from './audit.ts';
import { RefusalWindows, type RefusedTries } from './refusal-windows.ts';

const lookEveryMs = 500;

/** Ids that were asked for and do not exist for who asked, and what they are of. */
const objectsOfProblems: Readonly<Record<string, { kind: string; id: IdKind }>> = {
  'api_key.not_found': { kind: 'api-key', id: 'apiKey' },
  'camera.not_found': { kind: 'camera', id: 'camera' },
  'command.not_found': { kind: 'command', id: 'command' },
  'device.not_found': { kind: 'device', id: 'device' },
  'enrolment_request.not_found': { kind: 'enrolment-request', id: 'enrolmentRequest' },
  'export.not_found': { kind: 'export', id: 'export' },
  'frame.not_found': { kind: 'frame', id: 'frame' },
  'invitation.not_found': { kind: 'invitation', id: 'invitation' },
  'operation.not_found': { kind: 'operation', id: 'operation' },
  'organisation.not_found': { kind: 'organisation', id: 'organisation' },
  'person.not_found': { kind: 'person', id: 'user' },
  'provisioning_token.not_found': { kind: 'provisioning-token', id: 'provisioningToken' },
  'session.not_found': { kind: 'session', id: 'session' },
  'site.not_found': { kind: 'site', id: 'site' },
  'timelapse.not_found': { kind: 'timelapse', id: 'timelapse' },
};

/** Somebody whom the request's credential does not name: a log-in, a claim, a key that is over. */
export interface RefusedStranger {
  /** UUID. */
  readonly organisationId: string;
  readonly actor: AuditEntry['actor'];
  readonly object: AuditEntry['object'];
  readonly code: string;
}

/**
 * What was refused to whom is known, in the audit log of his organisation: written a little later than it
 * happened, and never in the transaction that it failed in. How often is gathered (`RefusalWindows`).
 */
@Injectable()
export class RefusedAttempts implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly windows = new RefusalWindows();
  private readonly counter: Counter<'reason'>;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) registry: Registry,
  ) {
    this.counter = new Counter({
      name: 'refused_attempts_total',
      help: 'Attempts of known actors that were refused: rights, ids that are not theirs, credentials.',
      labelNames: ['reason'],
      registers: [registry],
    });
  }

  onApplicationBootstrap(): void {
    // Outside of every request: what is written here is nobody's own transaction.
    this.timer = setInterval(() => this.look(), lookEveryMs);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.writing;
    await this.write(this.windows.due(Infinity));
  }

  /** Looks at how the request at hand ended. `url` is its address. */
  see(error: unknown, url: string): void {
    const request = currentRequest();
    if (!(error instanceof DomainError) || !request?.operation || !request.principal) return;
    const { principal } = request;
    const named = objectsOfProblems[error.code];
    // Devices ask for what is not there yet all the time; that of others they cannot name.
    const isForeign = error.kind === 'not-found' && principal.kind === 'person' && named;
    if (error.kind !== 'forbidden' && !isForeign) return;
    const id = named ? idIn(url, named.id) : null;
    this.add({
      organisationId: principal.organisationId,
      actor: actorOf(principal),
      object: named ? { kind: named.kind, id } : null,
      code: error.code,
      reason: named ? 'id' : 'right',
    });
  }

  /** A credential that is known, and was not good. */
  tell(stranger: RefusedStranger): void {
    this.add({ ...stranger, reason: 'credential' });
  }

  private add({ reason, ...tried }: RefusedStranger & { reason: string }): void {
    const request = currentRequest();
    this.counter.inc({ reason });
    if (!request?.operation) return;
    const { operation, requestId, address } = request;
    this.windows.tell({ ...tried, operation, requestId, address }, new Date());
  }

  private look(): void {
    const due = this.windows.due(Date.now());
    if (due.length > 0) this.writing = this.writing.then(() => this.write(due));
  }

  private async write(due: readonly RefusedTries[]): Promise<void> {
    for (const tries of due) {
      const { organisationId, actor, operation, object, ...refused } = tries;
      try {
        await this.tenancy.transaction(organisationId, (tx) =>
          this.audit.record(tx, organisationId, { actor, operation, object, refused }),
        );
      } catch (error) {
        // The organisation may be gone; while Postgres is away it is worth another try.
        const isKept = isPassing(error) && this.windows.takeBack(tries);
        const fields = { event: 'refusal_not_recorded', operation, isKept, err: error };
        this.logger.warn(fields, 'A refused attempt could not be written to the audit log.');
      }
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof DomainError && error.kind === 'unavailable';
}

/** Nothing of an address gets into the log but an id of that kind. */
function idIn(url: string, kind: IdKind): string | null {
  return new RegExp(`\\b${idPrefixes[kind]}_[0-7][0-9a-hjkmnp-tv-z]{25}\\b`).exec(url)?.[0] ?? null;
}
