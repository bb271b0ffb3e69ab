import { idSchema } from '@eyrie/contracts';
import { z } from 'zod';
import {
  authoritySchema,
  commandIdSchema,
  dutySchema,
  foundedManifestSchema,
  newcomerSchema,
  nodeIdSchema,
  sha256Schema,
} from './schemas.ts';
import { decodeSnapshot, SnapshotUnreadable } from './site-snapshot.ts';
import { hasDropped } from './unknown-parts.ts';

const form = z.literal(1);
const token = z.int().positive();
const ttlMs = z
  .int()
  .min(1_000)
  .max(24 * 3_600_000);

/**
 * What stands in the Raft log. Every entry says which form it has, as coordinators of two versions
 * share a log while a release rolls through the site.
 */
export const siteCommandSchema = z.discriminatedUnion('type', [
  z.object({
    form,
    type: z.literal('adopt-manifest'),
    manifest: foundedManifestSchema,
    /** The cloud it came from, as its proposer knows it; the first versions did not tell. */
    authority: authoritySchema.optional(),
  }),
  z.object({
    form,
    type: z.literal('inherit-state'),
    /** Of the epoch that begins with it. */
    manifest: foundedManifestSchema,
    authority: authoritySchema,
    /** The text of a snapshot of the epoch before. */
    snapshot: z.string(),
  }),
  z.object({ form, type: z.literal('admit-coordinator'), ...newcomerSchema.shape }),
  z.object({
    form,
    type: z.literal('dismiss-coordinator'),
    nodeId: nodeIdSchema,
    deviceId: idSchema('device').nullable(),
  }),
  z.object({
    form,
    type: z.literal('claim-duty'),
    duty: dutySchema,
    holder: idSchema('device'),
    ttlMs,
  }),
  z.object({ form, type: z.literal('renew-duty'), duty: dutySchema, token, ttlMs }),
  z.object({ form, type: z.literal('release-duty'), duty: dutySchema, token }),
  z.object({
    form,
    type: z.literal('accept-command'),
    commandId: commandIdSchema,
    issuedAtMs: z.int().nonnegative(),
    receivedAtMs: z.int().nonnegative(),
    ttlMs: z.int().positive(),
    sequence: z.int().positive(),
    targetDeviceId: idSchema('device'),
    payloadSha256: sha256Schema,
    authority: authoritySchema,
  }),
  z.object({
    form,
    type: z.literal('change-authority'),
    from: authoritySchema.pick({ organisationId: true, keyFingerprint: true }),
    to: authoritySchema,
  }),
]);
export type SiteCommand = z.infer<typeof siteCommandSchema>;
export type SiteCommandType = SiteCommand['type'];
export type SiteCommandOf<Type extends SiteCommandType> = Extract<SiteCommand, { type: Type }>;

/** `newer`: a version after this one wrote it, or parts of it. `unreadable`: no version did. */
export type DecodedCommand =
  | { readonly kind: 'command'; readonly command: SiteCommand; readonly isNewer: boolean }
  | { readonly kind: 'newer' }
  | { readonly kind: 'unreadable' };

/** Every command of every version has these two. */
const everyCommandSchema = z.object({ form: z.int(), type: z.string() });

/** Nothing is proposed that its reader would refuse, or take for a newer version's. @throws ZodError */
export function encodeCommand(command: SiteCommand): Uint8Array {
  return Buffer.from(JSON.stringify(siteCommandSchema.parse(command)));
}

export function decodeCommand(bytes: Uint8Array): DecodedCommand {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return { kind: 'unreadable' };
  }
  const command = siteCommandSchema.safeParse(json).data;
  if (command) {
    const isNewer = hasDropped(json, command) || isOfNewer(command);
    return { kind: 'command', command, isNewer };
  }
  return { kind: everyCommandSchema.safeParse(json).success ? 'newer' : 'unreadable' };
}

/** Whether an inheritance is of a version after this one, as far as its snapshot tells. */
function isOfNewer(command: SiteCommand): boolean {
  if (command.type !== 'inherit-state') return false;
  try {
    return decodeSnapshot(Buffer.from(command.snapshot), command.manifest.siteId).isNewer;
  } catch (error) {
    if (error instanceof SnapshotUnreadable) return true;
    throw error;
  }
}
