import { idSchema } from '@eyrie/contracts';
import { z } from 'zod';
import { inOrder } from './coordinators.ts';
import { byDuty } from './duties.ts';
import {
  authoritySchema,
  commandIdSchema,
  dutySchema,
  foundedManifestSchema,
  newcomerSchema,
  sha256Schema,
} from './schemas.ts';
import type { SiteState } from './state.ts';
import { hasDropped } from './unknown-parts.ts';

const indexSchema = z.int().nonnegative();
const authorityRecordSchema = authoritySchema.extend({ highestSequence: z.int().nonnegative() });

/** The state as bytes. Its parts are named like those of the state, with lists for maps. */
const siteSnapshotSchema = z.object({
  form: z.literal(1),
  siteId: idSchema('site'),
  manifest: foundedManifestSchema.nullable(),
  coordinators: z.array(newcomerSchema.extend({ addedAtIndex: indexSchema })),
  duties: z.array(
    z.object({
      duty: dutySchema,
      holder: idSchema('device'),
      token: z.int().positive(),
      expiresAtMs: z.int().nonnegative(),
    }),
  ),
  accepted: z.array(
    z.object({
      commandId: commandIdSchema,
      sequence: z.int().positive(),
      targetDeviceId: idSchema('device'),
      payloadSha256: sha256Schema,
      acceptedAtIndex: indexSchema,
    }),
  ),
  authorities: z.object({
    current: authorityRecordSchema.nullable(),
    former: z.array(authorityRecordSchema),
  }),
});

/** A snapshot that cannot become the state of this site: of a form after this version's, or no snapshot. */
export class SnapshotUnreadable extends Error {
  constructor(why: string) {
    super(`A snapshot of the site's state cannot be read: ${why}.`);
    this.name = 'SnapshotUnreadable';
  }
}

/** Equal states give equal bytes. */
export function encodeSnapshot(state: SiteState): Uint8Array {
  const snapshot: z.input<typeof siteSnapshotSchema> = {
    form: 1,
    siteId: state.siteId,
    manifest: state.manifest && foundedManifestSchema.parse(state.manifest),
    coordinators: [...state.coordinators.values()],
    duties: [...state.duties.values()],
    accepted: [...state.accepted],
    authorities: { current: state.authorities.current, former: [...state.authorities.former] },
  };
  return Buffer.from(JSON.stringify(siteSnapshotSchema.parse(snapshot)));
}

/**
 * `isNewer`: there are parts in it that this version has no name for, and does not have in the state.
 * @throws SnapshotUnreadable
 */
export function decodeSnapshot(
  bytes: Uint8Array,
  siteId: string,
): { readonly state: SiteState; readonly isNewer: boolean } {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw new SnapshotUnreadable(String(error));
  }
  const read = siteSnapshotSchema.safeParse(json);
  if (!read.success) throw new SnapshotUnreadable(z.prettifyError(read.error));
  const { data } = read;
  if (data.siteId !== siteId) throw new SnapshotUnreadable(`it is of ${data.siteId}`);
  const state: SiteState = {
    siteId,
    manifest: data.manifest,
    coordinators: inOrder(data.coordinators),
    duties: byDuty(data.duties),
    accepted: data.accepted,
    authorities: data.authorities,
  };
  return { state, isNewer: hasDropped(json, data) };
}
