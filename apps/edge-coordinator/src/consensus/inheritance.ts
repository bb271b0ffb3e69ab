import { z } from 'zod';

/** What a survivor brings from the epoch that was given up: the site's state, as a snapshot has it. */
export const inheritanceSchema = z.object({
  fromEpoch: z.int().positive(),
  /** The text of a snapshot (site-snapshot.ts). */
  snapshot: z.string(),
});
export type Inheritance = z.infer<typeof inheritanceSchema>;
