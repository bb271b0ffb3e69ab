/** Runs one statement as somebody whom row-level security does not bind. */
export type SeedQuery = (sql: string, parameters: unknown[]) => Promise<unknown>;

/**
 * Sites of an organisation with workers, each with a camera, its health and its last frame. Of ten
 * devices seven were heard a moment ago, two a day ago and one never.
 */
export async function seedDevices(
  query: SeedQuery,
  { organisationId, sites, devicesPerSite }: Seed,
): Promise<void> {
  const made = [organisationId, sites, devicesPerSite];
  await query(
    `INSERT INTO site (organisation_id, id, name, latitude, longitude, time_zone, founding_coordinators)
     SELECT $1, gen_random_uuid(), 'Site ' || n, 46, 7, 'Europe/Zurich', 1
     FROM generate_series(1, $2::integer) AS n WHERE $3::integer >= 0`,
    made,
  );
  await query(
    `INSERT INTO device (organisation_id, id, site_id, role, name, public_key, certificate,
       certificate_serial, certificate_thumbprint, certificate_expires_at, hardware)
     SELECT $1, gen_random_uuid(), s.id, 'worker', s.name || ' worker ' || n, 'key', 'certificate',
       'serial', 'thumbprint', now() + interval '90 days',
       '{"serial": "10000000abcdef", "model": "Raspberry Pi 4 Model B", "os": "bookworm"}'
     FROM site s, generate_series(1, $2::integer) AS n WHERE s.organisation_id = $1`,
    [organisationId, devicesPerSite],
  );
  await query(
    `INSERT INTO device_state (organisation_id, device_id, last_seen_at, health, health_at, version,
       reported_version)
     SELECT organisation_id, id,
       CASE WHEN n % 10 = 0 THEN NULL
         WHEN n % 10 <= 2 THEN now() - interval '1 day' - n * interval '1 ms'
         ELSE now() - n * interval '1 ms' END,
       '{"cpuPercent": 12.5, "memoryUsedBytes": 312000000, "memoryTotalBytes": 1024000000,
         "diskUsedBytes": 9000000000, "diskTotalBytes": 31000000000, "temperatureC": 51.2,
         "uptimeSeconds": 86400, "backlogRecords": 0, "backlogBlobs": 0, "backlogBlobBytes": 0}',
       now(), '1.4.2', 1
     FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM device WHERE organisation_id = $1) d`,
    [organisationId],
  );
  // An interval that outlasts what is done with them.
  await query(
    `INSERT INTO device_configuration (organisation_id, device_id, heartbeat_seconds)
     SELECT organisation_id, id, 3600 FROM device WHERE organisation_id = $1`,
    [organisationId],
  );
  await query(
    `INSERT INTO camera (organisation_id, id, site_id, device_id, name, configuration)
     SELECT organisation_id, gen_random_uuid(), site_id, id, 'camera', '{}'
     FROM device WHERE organisation_id = $1`,
    [organisationId],
  );
  await query(
    `INSERT INTO camera_state (organisation_id, camera_id, frames_total, last_frame_id,
       last_frame_received_at, last_frame_at)
     SELECT organisation_id, id, 1000, gen_random_uuid(), now(), now()
     FROM camera WHERE organisation_id = $1`,
    [organisationId],
  );
}

interface Seed {
  /** UUID. */
  readonly organisationId: string;
  readonly sites: number;
  readonly devicesPerSite: number;
}
