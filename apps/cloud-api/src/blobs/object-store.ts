import type { Readable } from 'node:stream';
import type { MediaType } from './media-type.ts';

export interface NewObject {
  readonly organisationId: string;
  readonly sha256: string;
  readonly mediaType: MediaType;
  /** As the request announces it, if it does. */
  readonly bytes: number | null;
}

/**
 * Pictures and videos of organisations (UUIDs) by the hash of their content: in a folder, or in a bucket. An
 * object is there whole or not at all, and never changes.
 */
export abstract class ObjectStore {
  /** Removes what uploads left behind on this machine that a crash or a cut ended. Returns how many. */
  abstract sweep(now?: number): Promise<number>;

  /**
   * Takes the bytes as they come, never more than a piece of them in memory. When it returns, they are kept
   * durably under their name. Returns their number. Throws `BlobTooLarge`, `BlobMismatch` or `BlobDamaged`,
   * or what broke the source; then nothing is left behind.
   */
  abstract put(object: NewObject, source: Readable): Promise<number>;

  abstract has(organisationId: string, sha256: string): Promise<boolean>;

  /** Of an object that is not there nothing changes. */
  abstract remove(organisationId: string, sha256: string): Promise<void>;

  /** Removes everything of an organisation. */
  abstract removeAll(organisationId: string): Promise<void>;

  /** Hashes of an organisation's objects that were stored before an instant, some at a time. */
  abstract listOld(organisationId: string, beforeMs: number): AsyncGenerator<string[]>;

  /** Ends uploads that began before an instant and that nobody went on with; a folder has none. */
  abstract endUploads(organisationId: string, beforeMs: number): Promise<void>;

  /** The bytes from `start` to `end`, both inclusive. */
  abstract read(organisationId: string, sha256: string, start: number, end: number): Readable;
}
