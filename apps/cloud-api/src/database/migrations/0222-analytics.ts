import type { QueryRunner } from 'typeorm';
import type { Migration } from '../migration.ts';
import { limitToSites, protectTenantTable } from '../tenant-table.ts';

const tables = [
  // A row for each device and day (UTC) of which anything is known: a year of a thousand devices is few
  // enough to be added up at once. `heard` has a bit for each five minutes in which it was heard of.
  `CREATE TABLE analytics_day (
    organisation_id uuid NOT NULL,
    day date NOT NULL,
    device_id uuid NOT NULL,
    site_id uuid NOT NULL,
    captured bigint NOT NULL DEFAULT 0,
    late bigint NOT NULL DEFAULT 0,
    missed bigint NOT NULL DEFAULT 0,
    frame_bytes bigint NOT NULL DEFAULT 0,
    stored_bytes bigint NOT NULL DEFAULT 0,
    heard bit(288) NOT NULL DEFAULT 0::bit(288),
    CONSTRAINT analytics_day_pk PRIMARY KEY (organisation_id, day, device_id),
    CONSTRAINT analytics_day_device_fk FOREIGN KEY (organisation_id, device_id)
      REFERENCES device (organisation_id, id)
  )`,
  // How far into the organisation's event log the sums go.
  `CREATE TABLE analytics_position (
    organisation_id uuid NOT NULL,
    event_epoch text NOT NULL,
    seq bigint NOT NULL,
    rolled_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT analytics_position_pk PRIMARY KEY (organisation_id),
    CONSTRAINT analytics_position_organisation_fk FOREIGN KEY (organisation_id)
      REFERENCES organisation (id)
  )`,
];

/** Bytes are counted as they come: no event tells of those whose record came later. */
const countStored = `CREATE FUNCTION eyrie_count_stored() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
  BEGIN
    INSERT INTO public.analytics_day AS d (organisation_id, day, device_id, site_id, stored_bytes)
    SELECT NEW.organisation_id, (now() AT TIME ZONE 'UTC')::date, device.id, device.site_id, NEW.bytes
    FROM public.device
    WHERE device.organisation_id = NEW.organisation_id AND device.id = NEW.device_id
    ON CONFLICT (organisation_id, day, device_id)
      DO UPDATE SET stored_bytes = d.stored_bytes + excluded.stored_bytes;
    RETURN NULL;
  END $$`;

/** Sums of captures, uptime and bytes, kept when the frames themselves are gone. */
export class Analytics1763700000222 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of tables) await runner.query(sql);
    for (const table of ['analytics_day', 'analytics_position']) {
      await protectTenantTable(runner, table, { privileges: ['SELECT', 'INSERT', 'UPDATE'] });
    }
    await limitToSites(runner, 'analytics_day');
    await runner.query(countStored);
    await runner.query(`CREATE TRIGGER blob_count_stored AFTER INSERT ON blob
      FOR EACH ROW EXECUTE FUNCTION eyrie_count_stored()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER blob_count_stored ON blob');
    await runner.query('DROP FUNCTION eyrie_count_stored()');
    await runner.query('DROP TABLE analytics_position, analytics_day');
  }
}
