import type { Index, NodeId, SnapshotMeta, SnapshotOffer } from '../core/types.ts';
import type { Transport } from '../transport/transport.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import type { StateMachine } from './state-machine.ts';

interface Events {
  readonly onTaken: (meta: SnapshotMeta) => void;
  readonly onRestored: (meta: SnapshotMeta) => void;
  readonly onOffered: (to: NodeId, wasTaken: boolean) => void;
  readonly onFailed: (what: string, error: unknown) => void;
}

export interface SnapshotOptions {
  readonly machine: StateMachine;
  readonly store: SnapshotStore | undefined;
  readonly transport: Transport;
  /** A snapshot is taken after so many entries. */
  readonly everyEntries: number;
}

/** Takes snapshots, takes over those of others, and has them carried to followers. */
export class Snapshots {
  readonly #options: SnapshotOptions;
  readonly #events: Events;
  #nextAtIndex: Index;
  #latest: SnapshotMeta;
  #taking: Promise<void> | null = null;
  #restoring: Promise<void> = Promise.resolve();
  #isStopped = false;
  taken = 0;
  failed = 0;

  constructor(options: SnapshotOptions, latest: SnapshotMeta, events: Events) {
    this.#options = options;
    this.#events = events;
    this.#latest = latest;
    this.#nextAtIndex = latest.index + options.everyEntries;
  }

  isDue(appliedIndex: Index): boolean {
    return appliedIndex >= this.#nextAtIndex && this.isAble && !this.#taking;
  }

  get isAble(): boolean {
    const { machine, store } = this.#options;
    return store !== undefined && machine.snapshot !== undefined && machine.restore !== undefined;
  }

  /** Begins at once with the state as it is; ends when it is durable, or could not be made so. */
  take(meta: SnapshotMeta): Promise<void> {
    const { machine, store, everyEntries } = this.#options;
    this.#nextAtIndex = meta.index + everyEntries;
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
        await restoreFrom(this.#options, meta);
      } catch (error) {
        this.#events.onFailed('A snapshot of another member cannot be taken over.', error);
        return;
      }
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
      () => tell(true),
      () => tell(false),
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
      await store.write(meta, bytes);
    } catch {
      // The log is as long as before, and nothing is lost; the next one may fit again.
      this.failed += 1;
      return;
    }
    if (this.#isStopped) return;
    this.taken += 1;
    // The one before stays until the log on disk stands on this one, and for who is fetching it.
    const before = this.#latest.index;
    if (meta.index > this.#latest.index) this.#latest = meta;
    this.#events.onTaken(meta);
    await store.removeBelow(before).catch(() => undefined);
  }
}

/** @throws when there is no such snapshot, or the machine cannot take it. */
export async function restoreFrom(
  options: { readonly machine: StateMachine; readonly store: SnapshotStore | undefined },
  meta: SnapshotMeta,
): Promise<void> {
  const { machine, store } = options;
  if (!store || !machine.restore) throw new Error('This state machine takes no snapshots.');
  await machine.restore(store.read(meta.id), meta);
}
