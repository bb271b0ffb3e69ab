import { z } from 'zod';
import { idSchema } from '../ids.ts';

/**
 * `POST /edge/v1/site/founding`: a founding voter asks, before it opens an empty log, whether this
 * card may found. `card` is drawn once per data folder. A right to found is given to one card of each
 * founding voter per site epoch, and to the same card again: two cards that both founded would be one
 * voter with two votes.
 */
export const foundingClaimSchema = z.object({
  siteEpoch: z.int().positive(),
  card: z.uuid(),
});
export type FoundingClaim = z.infer<typeof foundingClaimSchema>;

/** `join`: the epoch was founded without this card, which waits until a leader takes it in. */
export const foundingAnswerSchema = z.object({ may: z.enum(['found', 'join']) });
export type FoundingAnswer = z.infer<typeof foundingAnswerSchema>;

/**
 * `POST /edge/v1/site/recovery`: a survivor asks to found the next site epoch alone, since the majority
 * of the present one is lost. Asked again with the same card it gives the same answer. Answered with
 * the new manifest; refused (409) while the leader of the present epoch is heard.
 */
export const siteRecoverySchema = z.object({
  /** The epoch that is given up. */
  fromEpoch: z.int().positive(),
  card: z.uuid(),
  /** The last entry that the survivor has on its disk, for the record. */
  lastIndex: z.int().nonnegative(),
  /** Members that it could not reach. */
  lostDeviceIds: z.array(idSchema('device')).max(16),
});
export type SiteRecovery = z.infer<typeof siteRecoverySchema>;
