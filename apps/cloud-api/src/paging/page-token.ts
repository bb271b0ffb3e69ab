import { createHash } from 'node:crypto';
import type { pageQuerySchema } from '@eyrie/contracts';
import { z } from 'zod';
import { InvalidRequest } from '../problems/index.ts';

export type PageQuery = z.output<typeof pageQuerySchema>;

/** A page of rows out of the database: one more than asked for tells whether there is a next one. */
export interface Page<Item> {
  items: Item[];
  next_page_token: string | null;
}

/** What the rows of a list are sorted by, of the last row of a page. */
export type Position = readonly (string | number)[];

/** The same where a list is newest first. `id` (UUID) decides between equal instants. */
export interface InstantPosition {
  readonly at: string;
  readonly id: string;
}

const tokenSchema = z.tuple([z.string()], z.union([z.string(), z.number()]));
const idPositionSchema = z.tuple([z.uuid()]);
const instantPositionSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/**
 * Where a page begins, or null for the first. A token goes on in the list that it came from, and in no
 * other: `list` names it with its filter and its order. Throws `InvalidRequest`.
 */
export function pagePosition<Schema extends z.ZodType<Position>>(
  { page_token }: Pick<PageQuery, 'page_token'>,
  list: string,
  schema: Schema,
): z.output<Schema> | null {
  if (page_token === undefined) return null;
  const [bound, ...position] = readToken(page_token);
  if (bound !== fingerprintOf(list)) {
    throw refusal('must be used with the filter and the order of the page that it came with');
  }
  const parsed = schema.safeParse(position);
  if (!parsed.success) throw refusal('must be the next_page_token of the same list');
  return parsed.data;
}

/** Where a list that is sorted by id goes on. */
export function pageStart(query: PageQuery, list: string): string | null {
  return pagePosition(query, list, idPositionSchema)?.[0] ?? null;
}

/** Where a list that is newest first goes on. */
export function instantStart(
  query: Pick<PageQuery, 'page_token'>,
  list: string,
): InstantPosition | null {
  const position = pagePosition(query, list, instantPositionSchema);
  return position && { at: position[0], id: position[1] };
}

/** Cuts the page out of `page_size + 1` rows that are sorted by what `positionOf` says of each. */
export function cutPage<Row>(
  rows: readonly Row[],
  { page_size }: Pick<PageQuery, 'page_size'>,
  list: string,
  positionOf: (row: Row) => Position,
): { rows: Row[]; nextPageToken: string | null } {
  const kept = rows.slice(0, page_size);
  const last = kept.at(-1);
  const more = rows.length > page_size && last !== undefined;
  return { rows: kept, nextPageToken: more ? formatToken(list, positionOf(last)) : null };
}

/** The same of rows that are sorted by id. */
export function toPage<Row extends { id: string }>(
  rows: readonly Row[],
  query: PageQuery,
  list: string,
): { rows: Row[]; nextPageToken: string | null } {
  return cutPage(rows, query, list, ({ id }) => [id]);
}

function formatToken(list: string, position: Position): string {
  return Buffer.from(JSON.stringify([fingerprintOf(list), ...position])).toString('base64url');
}

function readToken(token: string): z.output<typeof tokenSchema> {
  try {
    return tokenSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
  } catch {
    throw refusal('must be the next_page_token of the same list');
  }
}

/** However long a filter is, a token stays short; nobody gains by forging one. */
function fingerprintOf(list: string): string {
  return createHash('sha256').update(list).digest('base64url').slice(0, 12);
}

function refusal(message: string): InvalidRequest {
  return new InvalidRequest([{ pointer: '/page_token', message }]);
}
