import type { Presence } from '@eyrie/contracts';
import { holdsTextSql } from '../database/holds-text.ts';
import type { DeviceState } from './device-state.entity.ts';
import type { DeviceRow } from './device.entity.ts';
import type { LastFrame } from './devices.repository.ts';

export type DeviceOrder = 'id' | '-last_seen_at';

/** What of a device a list shows, as Postgres gives it. */
export type ListedDevice = Omit<
  DeviceRow,
  'publicKey' | 'certificate' | 'certificateSerial' | 'certificateThumbprint' | 'previousPublicKey'
> &
  Omit<DeviceState, 'deviceId' | 'reportedDesiredVersion'> & {
    desiredVersion: number;
    heartbeatSeconds: number;
    camerasTotal: number;
    lastFrame: LastFrame | null;
    /** The instant of the last heartbeat to the microsecond, for the next page. */
    lastSeenText: string | null;
  };

export interface DeviceListQuery {
  readonly organisationId: string;
  /** UUID. */
  readonly siteId: string | null;
  readonly presence: Presence | null;
  readonly q: string | null;
  readonly order: DeviceOrder;
  readonly after: { readonly at: string; readonly id: string } | null;
  readonly limit: number;
}

/** As `presenceOf` says it, with what keeps a device out before it. */
const presence = `CASE
  WHEN d.revoked_at IS NOT NULL OR d.quarantined_at IS NOT NULL THEN 'offline'
  WHEN s.last_seen_at IS NULL THEN 'new'
  WHEN now() - s.last_seen_at <= c.heartbeat_seconds * interval '2.5 s' THEN 'online'
  WHEN now() - s.last_seen_at >= greatest(interval '90 s', c.heartbeat_seconds * interval '4 s')
    OR (d.role <> 'coordinator' AND s.connected IS FALSE) THEN 'offline'
  ELSE 'late' END`;

const orders: Readonly<Record<DeviceOrder, (at: string, id: string) => OrderSql>> = {
  id: (_at, id) => ({ after: `d.id > ${id}::uuid`, by: 'd.id' }),
  '-last_seen_at': (at, id) => ({
    after: `(coalesce(s.last_seen_at, '-infinity'), d.id) < (${at}::timestamptz, ${id}::uuid)`,
    by: `coalesce(s.last_seen_at, '-infinity') DESC, d.id DESC`,
  }),
};

interface OrderSql {
  readonly after: string;
  readonly by: string;
}

const textSql = (place: string) =>
  holdsTextSql(['d.name', 'd.notes', `d.hardware->>'model'`, `coalesce(s.version, '')`], place);

/** How many there are of each presence, under the same filter. */
export function deviceCountsStatement({
  organisationId,
  siteId,
  q,
}: Pick<DeviceListQuery, 'organisationId' | 'siteId' | 'q'>): { text: string; values: unknown[] } {
  const values: unknown[] = [organisationId];
  const conditions: string[] = [];
  if (siteId !== null) conditions.push(`AND d.site_id = $${values.push(siteId)}::uuid`);
  if (q !== null) conditions.push(`AND ${textSql(`$${values.push(q)}`)}`);
  const text = `SELECT ${presence} AS presence, count(*)::integer AS count
    FROM device d
    JOIN device_state s ON s.organisation_id = d.organisation_id AND s.device_id = d.id
    JOIN device_configuration c ON c.organisation_id = d.organisation_id AND c.device_id = d.id
    WHERE d.organisation_id = $1 AND s.organisation_id = $1 AND c.organisation_id = $1
      AND d.decommissioned_at IS NULL ${conditions.join(' ')}
    GROUP BY 1`;
  return { text, values };
}

/** First the page, then what belongs to its devices: one question, whatever the page's size. */
function listSql(conditions: readonly string[], by: string): string {
  return `WITH page AS MATERIALIZED (
    SELECT d.id, row_number() OVER (ORDER BY ${by}) AS place
    FROM device d
    JOIN device_state s ON s.organisation_id = d.organisation_id AND s.device_id = d.id
    JOIN device_configuration c ON c.organisation_id = d.organisation_id AND c.device_id = d.id
    WHERE d.organisation_id = $1 AND s.organisation_id = $1 AND c.organisation_id = $1
      AND d.decommissioned_at IS NULL ${conditions.map((one) => `AND (${one})`).join(' ')}
    ORDER BY ${by} LIMIT $2)
  SELECT d.id, d.notes, d.revision, d.site_id AS "siteId", d.name, d.role, d.node_id AS "nodeId", d.hardware,
    d.revoked_at AS "revokedAt", d.revoked_reason AS "revokedReason",
    d.decommissioned_at AS "decommissionedAt", d.quarantined_at AS "quarantinedAt",
    d.quarantine_reason AS "quarantineReason", d.certificate_expires_at AS "certificateExpiresAt",
    d.run_contradicted_at AS "runContradictedAt", d.created_at AS "createdAt", s.last_seen_at AS "lastSeenAt",
    s.last_seen_at::text AS "lastSeenText", s.health, s.health_at AS "healthAt", s.connected,
    s.version, s.reported_version AS "reportedVersion", s.reported_reason AS "reportedReason",
    s.raft_role AS "raftRole", s.raft_reachable AS "raftReachable", s.match_index::float8 AS "matchIndex",
    s.raft_standing AS "raftStanding", s.raft_incarnation AS "raftIncarnation",
    s.raft_lag::float8 AS "raftLag", c.version AS "desiredVersion",
    c.heartbeat_seconds AS "heartbeatSeconds", k."camerasTotal", k."lastFrame"
  FROM page
  JOIN device d ON d.organisation_id = $1 AND d.id = page.id
  JOIN device_state s ON s.organisation_id = $1 AND s.device_id = page.id
  JOIN device_configuration c ON c.organisation_id = $1 AND c.device_id = page.id
  CROSS JOIN LATERAL (
    SELECT count(*)::integer AS "camerasTotal",
      (array_agg(json_build_object('id', f.last_frame_id, 'cameraId', f.camera_id,
          'capturedAt', f.last_frame_at) ORDER BY f.last_frame_at DESC)
        FILTER (WHERE f.camera_id IS NOT NULL))[1] AS "lastFrame"
    FROM camera k
    LEFT JOIN camera_state f ON f.organisation_id = k.organisation_id AND f.camera_id = k.id
    WHERE k.organisation_id = $1 AND k.device_id = page.id AND k.archived_at IS NULL) k
  ORDER BY page.place`;
}

/**
 * The statement of a page, and its values. A filter that is not asked for is not in the text: so there
 * are a few texts, each of which is planned once, for exactly what it asks.
 */
export function deviceListStatement(query: DeviceListQuery): { text: string; values: unknown[] } {
  const { organisationId, siteId, presence: wanted, q, order, after, limit } = query;
  const values: unknown[] = [organisationId, limit];
  const place = (value: unknown) => `$${values.push(value)}`;
  const conditions: string[] = [];
  if (siteId !== null) conditions.push(`d.site_id = ${place(siteId)}::uuid`);
  if (wanted !== null) conditions.push(`(${presence}) = ${place(wanted)}::text`);
  if (q !== null) conditions.push(textSql(place(q)));
  // Sorted by id, the instant does not matter, and is not among the values.
  const at = after !== null && order !== 'id' ? place(after.at) : '';
  const { after: later, by } = orders[order](at, after === null ? '' : place(after.id));
  if (after !== null) conditions.push(later);
  return { text: listSql(conditions, by), values };
}
