import { siteManifestSchema } from '@eyrie/contracts';
import { z } from 'zod';

/**
 * What stands in the Raft log. Every entry says which form it has, as coordinators of two versions
 * share a log while a release rolls through the site.
 */
export const siteCommandSchema = z.discriminatedUnion('type', [
  z.object({
    form: z.literal(1),
    type: z.literal('adopt-manifest'),
    manifest: siteManifestSchema.extend({
      foundingVoters: siteManifestSchema.shape.foundingVoters.unwrap(),
    }),
  }),
]);
export type SiteCommand = z.infer<typeof siteCommandSchema>;

export function encodeCommand(command: SiteCommand): Uint8Array {
  return Buffer.from(JSON.stringify(command));
}

/** The command, or null where a newer version wrote something that this one does not know. */
export function decodeCommand(bytes: Uint8Array): SiteCommand | null {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
  return siteCommandSchema.safeParse(json).data ?? null;
}
