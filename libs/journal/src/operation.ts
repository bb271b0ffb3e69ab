import type { PositionRange } from './journal-api.ts';

/** What waits to be written. */
export type Operation = (
  | { readonly kind: 'append'; readonly payloads: readonly Uint8Array[]; readonly urgent: boolean }
  | { readonly kind: 'truncate-after'; readonly position: number }
  | { readonly kind: 'truncate-before'; readonly position: number }
) & {
  readonly resolve: (range: PositionRange) => void;
  readonly reject: (error: unknown) => void;
};
