import type { pageQuerySchema } from '@eyrie/contracts';
import type { z } from 'zod';
import { InvalidRequest } from '../problems/index.ts';

export type PageQuery = z.output<typeof pageQuerySchema>;

/** A page of rows out of the database: one more than asked for tells whether there is a next one. */
export interface Page<Item> {
  items: Item[];
  next_page_token: string | null;
}

/** The id after which a page begins, or null for the first. `filter` is what the list is bound to. */
export function pageStart({ page_token }: PageQuery, filter: string): string | null {
  if (page_token === undefined) return null;
  const [bound, after, ...rest] = Buffer.from(page_token, 'base64url').toString('utf8').split('\n');
  if (bound !== filter || !after || rest.length > 0 || !/^[0-9a-f-]{36}$/.test(after)) {
    throw new InvalidRequest([
      { pointer: '/page_token', message: 'must be the next_page_token of the same list' },
    ]);
  }
  return after;
}

/** Cuts the page out of `page_size + 1` rows that are sorted by id. */
export function toPage<Row extends { id: string }>(
  rows: readonly Row[],
  { page_size }: PageQuery,
  filter: string,
): { rows: Row[]; nextPageToken: string | null } {
  const kept = rows.slice(0, page_size);
  const last = kept.at(-1);
  const more = rows.length > page_size && last !== undefined;
  return {
    rows: kept,
    nextPageToken: more ? Buffer.from(`${filter}\n${last.id}`).toString('base64url') : null,
  };
}
