/** A command that changed nothing, and why: an answer like others, the same at every coordinator. */
export interface Refused<Reason extends string> {
  readonly type: 'refused';
  readonly reason: Reason;
}

export function refused<Reason extends string>(reason: Reason): Refused<Reason> {
  return { type: 'refused', reason };
}

/** When a command is applied: its place in the log, and the log time there. */
export interface Moment {
  readonly index: number;
  /** Milliseconds of log time. */
  readonly timeMs: number;
}
