import type { AuditEntry } from '@eyrie/contracts';

/** Something that somebody tried and that was refused. */
export interface RefusedTry {
  /** UUID: of the organisation whose log it belongs in. */
  readonly organisationId: string;
  readonly actor: AuditEntry['actor'];
  readonly operation: string;
  /** Of the problem that was answered. */
  readonly code: string;
  readonly object: AuditEntry['object'];
  readonly requestId: string;
  readonly address: string;
}

/** Several of one actor, operation and code; what else it says is the first one's. */
export interface RefusedTries extends RefusedTry {
  readonly attempts: number;
  readonly at: Date;
  readonly until: Date;
}

interface Window {
  told: RefusedTry;
  attempts: number;
  at: Date;
  until: Date;
  /** When what has gathered is to be written. */
  dueMs: number;
  /** How long this one is, in milliseconds: 0 for the first. */
  lengthMs: number;
}

const shortestMs = 60_000;
const longestMs = 3_600_000;
/** Actors times operations that one organisation can fill; what is beyond is counted together. */
const windowsMax = 50;
/** All organisations together. */
const allWindowsMax = 20_000;

/**
 * Gathers refused attempts, so that no flood can fill a log: the first of an actor at an operation is due at
 * once, further ones after a minute, then two, and so on up to an hour for as long as it does not stop.
 */
export class RefusalWindows {
  private readonly windows = new Map<string, Window>();
  private readonly counts = new Map<string, number>();

  /** False where there is no room left, and the attempt is forgotten. */
  tell(tried: RefusedTry, at: Date): boolean {
    return this.add({ ...tried, attempts: 1, at, until: at });
  }

  /** Takes back what could not be written. */
  takeBack(tries: RefusedTries): boolean {
    return this.add(tries);
  }

  /** What is to be written now; all that there is where `now` is infinite. */
  due(now: number): RefusedTries[] {
    const found: RefusedTries[] = [];
    for (const [key, window] of this.windows) {
      if (window.dueMs > now) continue;
      if (window.attempts === 0) {
        this.remove(key, window);
        continue;
      }
      const { told, attempts, at, until } = window;
      found.push({ ...told, attempts, at, until });
      window.attempts = 0;
      window.lengthMs = Math.min(Math.max(window.lengthMs * 2, shortestMs), longestMs);
      window.dueMs = now + window.lengthMs;
    }
    return found;
  }

  private add(tries: RefusedTries): boolean {
    const { attempts, at, until, ...tried } = tries;
    const key = this.keyOf(tried);
    if (key === null) return false;
    const told = key === tried.organisationId ? ofSeveral(tried) : tried;
    const window = this.windows.get(key);
    if (!window) {
      this.windows.set(key, { told, attempts, at, until, dueMs: at.getTime(), lengthMs: 0 });
      const count = this.counts.get(tried.organisationId) ?? 0;
      this.counts.set(tried.organisationId, count + 1);
      return true;
    }
    if (window.attempts === 0) Object.assign(window, { told, at });
    if (window.attempts === 0 || window.until < until) window.until = until;
    window.attempts += attempts;
    return true;
  }

  /** The organisation's own id is the key of what is counted together. */
  private keyOf({ organisationId, actor, operation, code, object }: RefusedTry): string | null {
    // Who has no id yet is told apart by what he shows: a claim.
    const actorId = actor.id ?? object?.id ?? '';
    const key = [organisationId, actor.kind, actorId, operation, code].join(' ');
    if (this.windows.has(key)) return key;
    if ((this.counts.get(organisationId) ?? 0) >= windowsMax) return organisationId;
    return this.windows.size >= allWindowsMax ? null : key;
  }

  private remove(key: string, { told: { organisationId } }: Window): void {
    this.windows.delete(key);
    const left = (this.counts.get(organisationId) ?? 0) - 1;
    if (left > 0) this.counts.set(organisationId, left);
    else this.counts.delete(organisationId);
  }
}

const nobody = { id: null, name: null, role: null, credential: null };

function ofSeveral(tried: RefusedTry): RefusedTry {
  const actor = { kind: 'system' as const, ...nobody };
  return { ...tried, actor, operation: 'audit.refusals', code: 'several', object: null };
}
