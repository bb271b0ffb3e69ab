import type { SealedPlace, Sealing } from '../sealing/index.ts';

/**
 * What of a job must not be read in the database: addresses, and links that let somebody in. It is in the
 * job's `sealed`, bound to the job's own `id`; `Rewrap` wraps it anew when the master key changes.
 */
export function sealPayload(sealing: Sealing, id: string, payload: unknown): string {
  return sealing.seal(Buffer.from(JSON.stringify(payload)), payloadPlace(id));
}

/** Throws `SealBroken`. */
export function openPayload(sealing: Sealing, id: string, sealed: string): unknown {
  return JSON.parse(sealing.open(sealed, payloadPlace(id)).toString());
}

export function payloadPlace(id: string): SealedPlace {
  return { organisationId: null, table: 'job', id };
}
