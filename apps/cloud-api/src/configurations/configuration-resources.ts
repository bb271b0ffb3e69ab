import { type ConfigurationVersion, idFromUuid } from '@eyrie/contracts';
import type { Page, PageQuery } from '../paging/page-token.ts';
import { InvalidRequest } from '../problems/index.ts';
import type { ConfigurationVersionRow } from './configuration-layer.entity.ts';

export function toVersion(row: ConfigurationVersionRow): ConfigurationVersion {
  return {
    version: row.version,
    settings: row.settings,
    reason: row.reason,
    rolled_back_to: row.rolledBackTo,
    changed_by: row.changedBy,
    changed_by_user_id: idFromUuid('user', row.changedByUserId),
    changed_at: row.changedAt.toISOString(),
  };
}

/** The version before which a page begins; null for the first page. */
export function versionsStart({ page_token }: PageQuery, targetId: string): number | null {
  if (page_token === undefined) return null;
  const [bound, before] = Buffer.from(page_token, 'base64url').toString('utf8').split('\n');
  if (bound !== targetId || !/^\d{1,9}$/.test(before ?? '')) {
    throw new InvalidRequest([
      { pointer: '/page_token', message: 'must be the next_page_token of the same list' },
    ]);
  }
  return Number(before);
}

/** Cuts the page out of `page_size + 1` rows, newest first. */
export function pageOfVersions(
  rows: readonly ConfigurationVersionRow[],
  { page_size }: PageQuery,
  targetId: string,
): Page<ConfigurationVersion> {
  const kept = rows.slice(0, page_size);
  const last = kept.at(-1);
  return {
    items: kept.map(toVersion),
    next_page_token:
      rows.length > page_size && last
        ? Buffer.from(`${targetId}\n${last.version}`).toString('base64url')
        : null,
  };
}
