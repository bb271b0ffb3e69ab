/** An operation as a client saw it. `endMs` is Infinity where nobody knows whether it took place. */
export interface Operation {
  readonly key: number;
  readonly kind: 'read' | 'write' | 'cas';
  readonly startMs: number;
  readonly endMs: number;
  /** What `write` and `cas` would put there. */
  readonly value: number;
  /** What `cas` wants to find there. */
  readonly expected: number;
  /** What stood there before, by the answer; null where there was none. */
  readonly seen: number | null;
}

export type Judgement = 'linearizable' | 'not linearizable' | 'undecided';

const STEPS_MAX = 2_000_000;

/**
 * Whether the operations can have taken effect one after the other, each at some moment between its
 * call and its answer. Keys are judged apart (P-compositionality, Horn & Kroening), each by the
 * search of Wing & Gong with Lowe's memory of the configurations that were tried in vain.
 */
export function judge(history: readonly Operation[], initial = 0): Judgement {
  const byKey = new Map<number, Operation[]>();
  for (const operation of history) {
    const operations = byKey.get(operation.key);
    if (operations) operations.push(operation);
    else byKey.set(operation.key, [operation]);
  }
  let worst: Judgement = 'linearizable';
  for (const operations of byKey.values()) {
    const judgement = judgeKey(withoutUnseen(operations), initial);
    if (judgement === 'not linearizable') return judgement;
    if (judgement === 'undecided') worst = judgement;
  }
  return worst;
}

/**
 * An operation without an answer whose value nobody has ever seen explains nothing: where it took
 * place, the next one that looked would have seen it. (Every operation answers what it found.)
 */
function withoutUnseen(operations: readonly Operation[]): Operation[] {
  const seen = new Set(operations.map((operation) => operation.seen));
  // A comparison without an answer has looked too: it may have taken place for what it found.
  for (const { kind, endMs, expected } of operations) {
    if (kind === 'cas' && endMs === Infinity) seen.add(expected);
  }
  return operations.filter(
    (operation) =>
      operation.endMs !== Infinity || (operation.kind !== 'read' && seen.has(operation.value)),
  );
}

/** A call or its answer, in a list from which the search lifts operations and puts them back. */
interface Node {
  readonly id: number;
  readonly operation: Operation;
  /** Null for an answer. */
  answer: Node | null;
  before: Node | null;
  after: Node | null;
}

function judgeKey(operations: readonly Operation[], initial: number): Judgement {
  const head = listOf(operations);
  const tried = new Set<string>();
  const lifted: { readonly call: Node; readonly state: number }[] = [];
  let bits = 0n;
  let state = initial;
  let at = head.after;
  for (let steps = 0; head.after !== null; steps += 1) {
    if (steps > STEPS_MAX) return 'undecided';
    if (at !== null && at.answer !== null) {
      const next = outcome(at.operation, state);
      const mask = bits | (1n << BigInt(at.id));
      const configuration = `${mask.toString(36)}/${next}`;
      if (next !== null && !tried.has(configuration)) {
        tried.add(configuration);
        lifted.push({ call: at, state });
        bits = mask;
        state = next;
        lift(at);
        at = head.after;
      } else {
        at = at.after;
      }
      continue;
    }
    // An answer whose call could not be placed before it (or the end of all): the last was wrong.
    // What has no answer may also never have taken place.
    if (at === null || at.operation.endMs === Infinity) return 'linearizable';
    const last = lifted.pop();
    if (!last) return 'not linearizable';
    state = last.state;
    bits &= ~(1n << BigInt(last.call.id));
    unlift(last.call);
    at = last.call.after;
  }
  return 'linearizable';
}

/** The state behind the operation, or null where its answer does not fit the state before it. */
function outcome(operation: Operation, state: number): number | null {
  if (operation.seen !== null && operation.seen !== state) return null;
  switch (operation.kind) {
    case 'read':
      return state;
    case 'write':
      return operation.value;
    case 'cas':
      return state === operation.expected ? operation.value : state;
  }
}

function listOf(operations: readonly Operation[]): Node {
  const nodes = operations.flatMap((operation, id) => {
    const answer: Node = { id, operation, answer: null, before: null, after: null };
    const call: Node = { id, operation, answer, before: null, after: null };
    return [
      { node: call, atMs: operation.startMs, isAnswer: false },
      { node: answer, atMs: operation.endMs, isAnswer: true },
    ];
  });
  // At the same moment calls come first: those operations overlap.
  nodes.sort(
    (left, right) =>
      compare(left.atMs, right.atMs) || Number(left.isAnswer) - Number(right.isAnswer),
  );
  const [first] = operations;
  const head: Node = { id: -1, operation: first!, answer: null, before: null, after: null };
  let last = head;
  for (const { node } of nodes) {
    last.after = node;
    node.before = last;
    last = node;
  }
  return head;
}

function compare(left: number, right: number): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function lift(call: Node): void {
  for (const node of [call, call.answer!]) {
    node.before!.after = node.after;
    if (node.after) node.after.before = node.before;
  }
}

function unlift(call: Node): void {
  for (const node of [call.answer!, call]) {
    node.before!.after = node;
    if (node.after) node.after.before = node;
  }
}
