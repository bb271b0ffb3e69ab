import type { ConfState, Index, NodeId, SnapshotMeta, SnapshotOffer, Term } from '../core/types.ts';
import { isNoSpace } from '../snapshot/errors.ts';
import type { Transport } from '../transport/transport.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import { SnapshotDeclined, type StateMachine } from './state-machine.ts';

interface Events {
  readonly onTaken: (meta: SnapshotMeta) => void;
  readonly onRestored: (meta: SnapshotMeta) => void;
  readonly onOffered: (to: NodeId, wasTaken: boolean) => void;
  /** There was no space for one: the log is as long as before. */
  readonly onNoSpace: () => void;
  readonly onFailed: (what: string, error: unknown) => void;
}

export interface SnapshotOptions {
  readonly machine: StateMachine;
  readonly store: SnapshotStore | undefined;
  readonly transport: Transport;
  /** A snapshot is taken after so many entries. */
  readonly everyEntries: number;
}

/** An attempt may write much of a snapshot in vain, and a card wears. */
const RETRY_TICKS = 600;

/** Takes snapshots, takes over those of others, and has them carried to followers. */
export class Snapshots {
  readonly #options: SnapshotOptions;
  readonly #events: Events;
  #nextAtIndex: Index;
  #latest: SnapshotMeta;
  #taking: Promise<void> | null = null;
  #restoring: Promise<void> = Promise.resolve();
  #isStopped = false;
  /** Until one that found no space is tried again; 0 when none is owed. */
  #retryInTicks = 0;
  #taken = 0;
  #failed = 0;
  #takenBytes = 0;
  #sent = 0;
  #notSent = 0;
  #restored = 0;
  #restoredBytes = 0;

  constructor(options: SnapshotOptions, latest: SnapshotMeta, events: Events) {
    this.#options = options;
    this.#events = events;
    this.#latest = latest;
    this.#nextAtIndex = latest.index + options.everyEntries;
  }

  get counts() {
    return {
      snapshotsTakenTotal: this.#taken,
      snapshotsFailedTotal: this.#failed,
      snapshotBytesTakenTotal: this.#takenBytes,
      snapshotsSentTotal: this.#sent,
      snapshotsNotSentTotal: this.#notSent,
      snapshotsRestoredTotal: this.#restored,
      snapshotBytesRestoredTotal: this.#restoredBytes,
    };
  }

  isDue(appliedIndex: Index): boolean {
    return appliedIndex >= this.#nextAtIndex && this.isAble && !this.#taking;
  }

  /**
   * At each tick of the node: whether to try again what found no space. It cannot wait for more
   * entries, as a disk that is full of the log takes none until the log is shorter.
   */
  tick(): boolean {
    if (this.#retryInTicks === 0) return false;
    this.#retryInTicks -= 1;
    return this.#retryInTicks === 0;
  }

  get isAble(): boolean {
    const { machine, store } = this.#options;
    return store !== undefined && machine.snapshot !== undefined && machine.restore !== undefined;
  }

  /** Begins at once with the state as it is; ends when it is durable, or could not be made so. */
  take(meta: SnapshotMeta): Promise<void> {
    const { machine, store, everyEntries } = this.#options;
    this.#nextAtIndex = meta.index + everyEntries;
    this.#retryInTicks = 0;
    const bytes = machine.snapshot?.();
    if (!store || !bytes) return Promise.resolve();
    this.#taking ??= this.#write(store, meta, bytes).finally(() => {
      this.#taking = null;
    });
    return this.#taking;
  }

  /** One after the other, as the machine has one state. */
  restore(meta: SnapshotMeta): void {
    this.#restoring = this.#restoring.then(async () => {
      if (this.#isStopped) return;
      try {
        this.#restoredBytes += await restoreFrom(this.#options, meta);
      } catch (error) {
        this.#events.onFailed('A snapshot of another member cannot be taken over.', error);
        return;
      }
      this.#restored += 1;
      this.#latest = meta;
      this.#nextAtIndex = meta.index + this.#options.everyEntries;
      this.#tell(() => this.#events.onRestored(meta));
    });
  }

  offer(offer: SnapshotOffer): void {
    const { transport, store } = this.#options;
    const sent =
      store && transport.sendSnapshot
        ? transport.sendSnapshot(offer, store)
        : Promise.reject(new Error('Snapshots cannot be sent.'));
    const tell = (wasTaken: boolean): void =>
      this.#tell(() => this.#events.onOffered(offer.to, wasTaken));
    sent.then(
      () => {
        this.#sent += 1;
        tell(true);
      },
      () => {
        this.#notSent += 1;
        tell(false);
      },
    );
  }

  /** Resolves when nothing is under way any more; a snapshot half taken is not kept. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#taking;
    await this.#restoring;
  }

  #tell(tell: () => void): void {
    if (!this.#isStopped) tell();
  }

  async #write(
    store: SnapshotStore,
    meta: SnapshotMeta,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    try {
      await store.write(meta, this.#counted(bytes));
    } catch (error) {
      this.#failed += 1;
      if (error instanceof SnapshotDeclined) return;
      this.#retryInTicks = RETRY_TICKS;
      this.#onRefused('A snapshot could not be written.', error);
      return;
    }
    if (this.#isStopped) return;
    this.#taken += 1;
    // The one before stays until the log on disk stands on this one, and for who is fetching it.
    const before = this.#latest.index;
    if (meta.index > this.#latest.index) this.#latest = meta;
    this.#events.onTaken(meta);
    await store
      .removeBelow(before)
      .catch((error: unknown) => this.#onRefused('Old snapshots could not be removed.', error));
  }

  async *#counted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      this.#takenBytes += piece.length;
      yield piece;
    }
  }

  /**
   * Without space the log is as long as before, nothing is lost, and the next snapshot may fit again.
   * Any other error is the end: after a sync that failed nothing on the disk is believed (F04).
   */
  #onRefused(what: string, error: unknown): void {
    this.#tell(() => {
      if (isNoSpace(error)) this.#events.onNoSpace();
      else this.#events.onFailed(what, error);
    });
  }
}

/** A leader that has been replaced, or a card that is no member any more, has nothing to bring. */
export function isTimely(
  { from, incarnation, term }: SnapshotOffer,
  own: { readonly term: Term; readonly confState: ConfState },
): boolean {
  const { retired } = own.confState;
  const isRetired = retired.some((one) => one.nodeId === from && one.incarnation === incarnation);
  return term >= own.term && !isRetired;
}

/** Answers its length. @throws when there is no such snapshot, or the machine cannot take it. */
export async function restoreFrom(
  options: { readonly machine: StateMachine; readonly store: SnapshotStore | undefined },
  meta: SnapshotMeta,
): Promise<number> {
  const { machine, store } = options;
  if (!store || !machine.restore) throw new Error('This state machine takes no snapshots.');
  let lengthBytes = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of store.read(meta.id)) {
      lengthBytes += piece.length;
      yield piece;
    }
  };
  await machine.restore(counted(), meta);
  return lengthBytes;
}
