import type { UploadReference } from '@eyrie/contracts';

/** What became of an upload. */
export type UploadVerdict =
  | { readonly type: 'stored' }
  /** The cloud will never take these bytes. */
  | { readonly type: 'refused'; readonly status: number; readonly reason: string }
  /** Nobody knows: try again. `isLink`: nothing can be sent at present. */
  | {
      readonly type: 'later';
      readonly reason: string;
      readonly isLink: boolean;
      readonly retryAfterMs: number | null;
    };

/** The way of bytes to the cloud, through the leading coordinator. Never rejects. */
export interface Relay {
  put(file: string, reference: UploadReference, signal: AbortSignal): Promise<UploadVerdict>;
  /** Whether the cloud has the bytes; null where nobody can say. */
  has(sha256: string, signal: AbortSignal): Promise<boolean | null>;
}
