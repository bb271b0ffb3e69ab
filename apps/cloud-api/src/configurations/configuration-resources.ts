import { type ConfigurationVersion, idFromUuid } from '@eyrie/contracts';
import { z } from 'zod';
import { cutPage, type Page, pagePosition, type PageQuery } from '../paging/page-token.ts';
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

const versionSchema = z.tuple([z.int().positive()]);

const listOf = (targetId: string) => `versions ${targetId}`;

/** The version before which a page begins; null for the first page. */
export function versionsStart(query: PageQuery, targetId: string): number | null {
  return pagePosition(query, listOf(targetId), versionSchema)?.[0] ?? null;
}

/** Cuts the page out of `page_size + 1` rows, newest first. */
export function pageOfVersions(
  found: readonly ConfigurationVersionRow[],
  query: PageQuery,
  targetId: string,
): Page<ConfigurationVersion> {
  const page = cutPage(found, query, listOf(targetId), ({ version }) => [version]);
  return { items: page.rows.map(toVersion), next_page_token: page.nextPageToken };
}
