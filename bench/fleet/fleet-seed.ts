import { idFromUuid } from '@eyrie/contracts';
import { cameraConfiguration } from '../../apps/cloud-api/src/testing/filled-site.ts';
import type { SeedQuery } from '../../apps/cloud-api/src/testing/seeded-devices.ts';

/** No worker reads it: which camera it names is all the same. */
const cameraId = idFromUuid('camera', '00000000-0000-7000-8000-000000000000');

/** Of a site's ten devices one is its coordinator, and five have a camera. */
export const devicesPerSite = 10;
export const camerasPerSite = 5;

export interface FleetGrowth {
  /** UUID of the organisation that is one of the large ones. */
  readonly largeId: string;
  /** Tells the sites of one growth from those of the others. */
  readonly stage: string;
  readonly sitesOfLarge: number;
  /** Sites of all other organisations together, as evenly as can be. */
  readonly sitesOfOthers: number;
  /** SubjectPublicKeyInfo of every coordinator, base64. */
  readonly publicKey: string;
}

/** Organisations beside the one that is there. Their sites come with `growFleet`. */
export async function addOrganisations(query: SeedQuery, count: number): Promise<void> {
  await query(
    `INSERT INTO organisation (id, name, event_epoch)
     SELECT gen_random_uuid(), 'Other ' || n, '0000cafe' FROM generate_series(1, $1::integer) AS n`,
    [count],
  );
}

/** Adds sites with all their devices and cameras, enrolled and not heard of yet. */
export async function growFleet(query: SeedQuery, growth: FleetGrowth): Promise<void> {
  const { largeId, stage, sitesOfLarge, sitesOfOthers, publicKey } = growth;
  await query(
    `WITH other AS (
       SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS all_of_them
       FROM organisation WHERE id <> $1),
     owner AS (
       SELECT $1::uuid AS id, n FROM generate_series(1, $3::integer) AS n
       UNION ALL
       SELECT other.id, n FROM generate_series(1, $4::integer) AS n
       JOIN other ON other.place = n % other.all_of_them)
     INSERT INTO site (organisation_id, id, name, latitude, longitude, time_zone, founding_coordinators)
     SELECT id, gen_random_uuid(), 'Site ' || $2 || '-' || n, 46, 7, 'Europe/Zurich', 1 FROM owner`,
    [largeId, stage, sitesOfLarge, sitesOfOthers],
  );
  await query(
    `INSERT INTO device (organisation_id, id, site_id, role, name, public_key, certificate,
       certificate_serial, certificate_thumbprint, certificate_expires_at, hardware)
     SELECT organisation_id, gen_random_uuid(), id,
       CASE n WHEN 1 THEN 'coordinator' ELSE 'worker' END, name || ' device ' || n, $3, '', '', '',
       now() + interval '90 days', '{}'
     FROM site, generate_series(1, $2::integer) AS n WHERE name LIKE 'Site ' || $1 || '-%'`,
    [stage, devicesPerSite, publicKey],
  );
  await query(
    `INSERT INTO camera (organisation_id, id, site_id, device_id, name, configuration)
     SELECT organisation_id, gen_random_uuid(), site_id, id, 'camera', $3::jsonb
     FROM (SELECT d.*, row_number() OVER (PARTITION BY d.site_id ORDER BY d.id) AS place
           FROM device d JOIN site s ON s.organisation_id = d.organisation_id AND s.id = d.site_id
           WHERE d.role = 'worker' AND s.name LIKE 'Site ' || $1 || '-%') AS worker
     WHERE place <= $2`,
    [stage, camerasPerSite, JSON.stringify({ ...cameraConfiguration('camera'), cameraId })],
  );
}

/** What the simulator has to know of a site; ids are UUIDs. */
export interface SeededSite {
  readonly site_id: string;
  readonly is_of_large: boolean;
  readonly coordinator_id: string;
  readonly devices: readonly string[];
  /** Pairs of camera and device. */
  readonly cameras: readonly (readonly [camera: string, device: string])[];
}

/** Parameters: the large organisation's id and the stage of the growth. */
export const selectSites = `SELECT s.id AS site_id, s.organisation_id = $1 AS is_of_large,
    max(d.id::text) FILTER (WHERE d.role = 'coordinator') AS coordinator_id,
    array_agg(d.id) AS devices,
    (SELECT json_agg(json_build_array(c.id, c.device_id)) FROM camera c
     WHERE c.organisation_id = s.organisation_id AND c.site_id = s.id) AS cameras
  FROM site s JOIN device d ON d.organisation_id = s.organisation_id AND d.site_id = s.id
  WHERE s.name LIKE 'Site ' || $2 || '-%' GROUP BY s.organisation_id, s.id`;
