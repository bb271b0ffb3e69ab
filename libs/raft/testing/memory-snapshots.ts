import type { Index, SnapshotMeta, SnapshotStore } from '../src/index.ts';

/** Snapshots that outlive a node as a disk would, for tests of what uses a store. */
export class MemorySnapshots implements SnapshotStore {
  readonly #kept = new Map<string, { readonly meta: SnapshotMeta; readonly bytes: Buffer }>();
  isFull = false;

  list(): Promise<readonly SnapshotMeta[]> {
    const metas = [...this.#kept.values()].map(({ meta }) => meta);
    return Promise.resolve(metas.sort((left, right) => right.index - left.index));
  }

  async write(meta: SnapshotMeta, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    if (this.isFull) throw Object.assign(new Error('No space is left.'), { code: 'ENOSPC' });
    this.#kept.set(meta.id, { meta, bytes: Buffer.concat(chunks) });
  }

  async *read(id: string): AsyncGenerator<Uint8Array> {
    const kept = this.#kept.get(id);
    if (!kept) throw new Error(`There is no snapshot ${id}.`);
    for (let at = 0; at < kept.bytes.length; at += 7) {
      yield await Promise.resolve(kept.bytes.subarray(at, at + 7));
    }
  }

  removeBelow(index: Index): Promise<void> {
    for (const [id, { meta }] of this.#kept) if (meta.index < index) this.#kept.delete(id);
    return Promise.resolve();
  }
}
