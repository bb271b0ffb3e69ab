import { TypeID } from 'typeid-js';
import { z } from 'zod';

/**
 * Ids are TypeIDs outside the database (`dev_01jd…`: a prefix that says what it is, then a UUIDv7 in
 * base32 that sorts by creation) and plain UUIDs inside it.
 */
export const idPrefixes = {
  organisation: 'org',
  user: 'usr',
  site: 'site',
  device: 'dev',
  camera: 'cam',
  frame: 'frm',
  timelapse: 'tl',
  provisioningToken: 'ptk',
  enrolmentRequest: 'enr',
  session: 'ses',
  invitation: 'inv',
  apiKey: 'key',
  command: 'cmd',
  operation: 'opn',
  loginProvider: 'idp',
  export: 'exp',
  lockedRange: 'lck',
} as const;

export type IdKind = keyof typeof idPrefixes;

/** Made once: ids are read a thousand times per batch of records. */
const patterns = new Map<IdKind, RegExp>();

function patternOf(kind: IdKind): RegExp {
  const known = patterns.get(kind);
  if (known) return known;
  const pattern = new RegExp(`^${idPrefixes[kind]}_[0-7][0-9a-hjkmnp-tv-z]{25}$`);
  patterns.set(kind, pattern);
  return pattern;
}

/** The textual form of an id: `<prefix>_<26 characters of Crockford base32>`. */
export const idSchema = (kind: IdKind) =>
  z
    .string({ error: () => expectedId(kind) })
    .regex(patternOf(kind), { error: ({ input }) => whyNoId(kind, String(input)) });

const nameOf = (kind: IdKind): string =>
  kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** `a site`, `an export`. */
function withArticle(kind: IdKind): string {
  const name = nameOf(kind);
  return `${/^[aeiou](?!se)/.test(name) ? 'an' : 'a'} ${name}`;
}

const expectedId = (kind: IdKind): string =>
  `must be the id of ${withArticle(kind)}: ${idPrefixes[kind]}_ and 26 letters and digits`;

/** What is wrong with it, in words. It tells nothing that the text does not: nobody looks anything up. */
function whyNoId(kind: IdKind, text: string): string {
  const [prefix = '', rest = ''] = text.split('_', 2);
  const other = (Object.keys(idPrefixes) as IdKind[]).find((one) => idPrefixes[one] === prefix);
  if (other === undefined) return expectedId(kind);
  if (other !== kind)
    return `${expectedId(kind)}, not the id of ${withArticle(other)} (${prefix}_)`;
  if (rest.length !== 26) return `${expectedId(kind)}, not ${rest.length} of them`;
  return `${expectedId(kind)}, small ones without i, l, o and u, after a digit up to 7`;
}

/** The id with its prefix for a UUID out of the database. */
export function idFromUuid(kind: IdKind, uuid: string): string {
  return TypeID.fromUUID(idPrefixes[kind], uuid).toString();
}

/** The UUID of an id. Throws a `RangeError` where the id is not one of that kind. */
export function uuidFromId(kind: IdKind, id: string): string {
  if (!patternOf(kind).test(id)) {
    throw new RangeError(`Not an id of a ${kind}: it must begin with ${idPrefixes[kind]}_.`);
  }
  return TypeID.fromString(id, idPrefixes[kind]).toUUID();
}
