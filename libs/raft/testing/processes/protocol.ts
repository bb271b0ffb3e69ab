import type { RaftMetrics, RaftStatus, SessionAnswer, SessionRequest } from '../../src/index.ts';
import type { RegisterMachine } from './register-machine.ts';

/** What a node is started with. */
export interface NodeOptions {
  readonly id: number;
  readonly voters: readonly number[];
  readonly addresses: Readonly<Record<number, { readonly host: string; readonly port: number }>>;
  readonly directory: string;
  /** Clients come through the file system, which no network's fault cuts off. */
  readonly socket: string;
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
  readonly flaw: Flaw | null;
}

/** A negative control: what the harness has to see. */
export const FLAWS = ['stale-reads', 'no-fsync-before-ack'] as const;
export type Flaw = (typeof FLAWS)[number];

/** What a client or the harness asks of a node. */
export type Question =
  | { readonly ask: 'session'; readonly request: WireRequest }
  | { readonly ask: 'read'; readonly key: number }
  | { readonly ask: 'state' }
  | { readonly ask: 'view' }
  | { readonly ask: 'transfer'; readonly to: number };

/** A session's request whose payload is text. */
export type WireRequest = SessionRequest extends infer Request
  ? Request extends { readonly payload: Uint8Array }
    ? Omit<Request, 'payload'> & { readonly payload: string }
    : Request
  : never;

export type WireAnswer = SessionAnswer extends infer Answer
  ? Answer extends { readonly result: Uint8Array }
    ? Omit<Answer, 'result'> & { readonly result: string }
    : Answer
  : never;

export interface NodeView {
  readonly status: Pick<
    RaftStatus,
    'role' | 'term' | 'leaderId' | 'commitIndex' | 'appliedIndex' | 'lastIndex' | 'disk' | 'peers'
  >;
  readonly snapshots: Pick<RaftMetrics, 'snapshotsTakenTotal' | 'snapshotsRestoredTotal'>;
  /** Of a snapshot on its way from here: how much of it is there. */
  readonly sending: readonly { readonly to: number; readonly writtenBytes: number }[];
}

export interface NodeState extends ReturnType<RegisterMachine['state']> {
  readonly appliedIndex: number;
  readonly digest: string;
}

/** Why there is no answer; by `kind`, what may have come of it. */
export interface Refusal {
  readonly kind: 'not-leader' | 'dropped' | 'unknown';
  readonly leaderId: number | null;
}

export interface Asked {
  readonly id: number;
  readonly question: Question;
}

export type Told =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly refusal: Refusal };
