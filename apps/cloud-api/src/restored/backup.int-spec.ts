import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import pg from 'pg';
import { MediaCopies } from '../blobs/s3/media-copies.ts';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { testMasterKey } from '../testing/database.ts';
import { type EyrieRun, runEyrie } from '../testing/eyrie.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';
import { hasS3Server, S3Server } from '../testing/s3-server.ts';
import { hasPgDump, SystemPostgres } from '../testing/system-postgres.ts';

const eyrie = path.resolve(import.meta.dirname, '../../../cli/bin/eyrie.mjs');
/** What only requests change, so that it stands still while a test looks. */
const still = [
  'site',
  'device',
  'camera',
  'frame',
  'blob',
  'audit_entry',
  'configuration_version',
  'app_user',
];

/** Debian's package `postgresql` has the programs. */
(hasPgDump ? describe : describe.skip)('eyrie backup', () => {
  let postgres: SystemPostgres;
  let cloud: TestApp;
  let alpha: FilledOrganisation;
  let folder: string;
  let environment: Record<string, string>;
  let keeper: ChildProcess | null = null;
  /** When everything was still there. */
  let moment: string;
  let rowsAtMoment: Record<string, string>;

  const inFolder = (name: string) => path.join(folder, name);
  const run = (...words: string[]): Promise<EyrieRun> =>
    runEyrie(['backup', ...words], { environment });

  beforeAll(async () => {
    postgres = await SystemPostgres.start();
    process.env['EYRIE_TEST_POSTGRES_URL'] = postgres.url;
    cloud = await startTestApp();
    alpha = await fillOrganisation(cloud, 'alphacanary');
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-backup-'));
    chmodSync(folder, 0o711);
    environment = {
      DATABASE_URL: cloud.database.ownerUrl,
      EYRIE_DATA: cloud.configuration.dataDirectory,
      EYRIE_MASTER_KEY: testMasterKey.toString('base64'),
      EYRIE_BACKUPS: inFolder('backups'),
    };
    keeper = spawn(process.execPath, [eyrie, 'backup', 'run'], {
      env: { ...process.env, ...environment, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await made(keeper);
    // After the base backup, so that it comes from the WAL alone.
    const site = { name: 'alphacanary late', latitude: 1, longitude: 2, time_zone: 'UTC' };
    expect((await alpha.owner.fetch('/v1/sites', { method: 'POST', body: site })).status).toBe(201);
    rowsAtMoment = await rowHashes(cloud.database.ownerUrl);
    moment = await clockOf(cloud);
    await delay(1_100);
    // What somebody did by mistake.
    await cloud.database.query(`UPDATE site SET name = 'overwritten'`);
    await cloud.database.query('DELETE FROM audit_entry WHERE sequence = 2');
    await cloud.database.query('DROP POLICY site_tenant ON site');
  }, 240_000);
  afterAll(async () => {
    if (keeper) {
      const gone = once(keeper, 'exit');
      keeper.kill('SIGTERM');
      await gone;
    }
    await cloud.close();
    delete process.env['EYRIE_TEST_POSTGRES_URL'];
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('list: tells what there is, and from when every moment can be restored', async () => {
    const { code, out } = await run('list', '--json');
    expect([code, JSON.parse(out)]).toEqual([
      0,
      [
        expect.objectContaining({
          missing_wal: null,
          database: new URL(cloud.database.ownerUrl).pathname.slice(1),
        }),
      ],
    ]);
  });

  it('run: says in the database what it has, and the cloud measures it', async () => {
    const told = new RegExp(
      String.raw`^backup_(behind_seconds|base_age_seconds|base_interval_seconds|held_bytes) (\S+)$`,
      'gm',
    );
    const deadline = Date.now() + 60_000;
    for (;;) {
      const text = await cloud.cloud.registry.metrics();
      const found: Record<string, number> = {};
      for (const [, name = '', value] of text.matchAll(told)) found[name] = Number(value);
      if (Object.keys(found).length === 4 && (found['base_age_seconds'] ?? 0) > 0) {
        expect(found['base_interval_seconds']).toBe(86_400);
        expect(found['behind_seconds']).toBeLessThan(300);
        expect(found['base_age_seconds']).toBeLessThan(300);
        return;
      }
      if (Date.now() > deadline) throw new Error(`Told is only: ${JSON.stringify(found)}`);
      await delay(500);
    }
  }, 90_000);

  it('restore: makes the database of the second before the mistake, row by row, with its pictures', async () => {
    const target = inFolder('restored');
    const media = inFolder('restored-data');
    const { code, error } = await run('restore', '--at', moment, '--to', target, '--media', media);
    expect([code, error]).toEqual([0, expect.stringContaining('Restored')]);
    const restored = await SystemPostgres.startOn(target, target);
    try {
      const url = new URL(restored.url);
      url.pathname = new URL(cloud.database.ownerUrl).pathname;
      expect(await rowHashes(url.href)).toEqual(rowsAtMoment);
    } finally {
      await restored.stop();
    }
    expect(objectsIn(media)).toEqual(objectsIn(cloud.configuration.dataDirectory));
    expect(objectsIn(media).length).toBeGreaterThan(0);
  }, 120_000);

  it('drill: proves that all is there, serves it, and tells RPO and RTO', async () => {
    const { code, out, error } = await run('drill', '--at', moment, '--json');
    expect([code, error]).toEqual([0, '']);
    const told = JSON.parse(out) as Record<string, unknown>;
    expect(told).toMatchObject({
      restored_to: moment,
      serves: true,
      troubles: [],
      found: {
        media: { missing: [], damaged: [] },
        audit: { broken: [] },
        wall: [],
        sequences: [],
      },
    });
    expect(told['rpo_seconds']).toBeLessThan(300);
    expect(told['rto_seconds']).toBeGreaterThan(0);
  }, 120_000);

  it('drill: says what is not as it must be', async () => {
    const object = objectsIn(inFolder('backups'))[0] ?? '';
    // In the source too: the keeper would fetch it again at its next round.
    const places = [inFolder('backups'), cloud.configuration.dataDirectory];
    const hide = (place: string) => [path.join(place, object), path.join(place, 'hidden')] as const;
    for (const place of places) renameSync(...hide(place));
    const { code, out, error } = await run('drill');
    for (const place of places) renameSync(...(hide(place).toReversed() as [string, string]));
    expect(code).toBe(1);
    expect(out).toMatch(/Audit chain .* 1 troubles/);
    expect(error).toContain(
      `The object ${path.dirname(path.dirname(object)).split('/').at(-1) ?? ''}/`,
    );
    expect(error).toMatch(/The audit chain of \S+: entry 3\. Entry 2 is missing before it\./);
    expect(error).toContain('tables whose tenant policy is missing or not as it must be: site');
  }, 120_000);

  it('verify: reads everything, and names what is spoiled', async () => {
    expect(await run('verify')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\S+: whole\n$/),
    });
    const base = path.join(
      inFolder('backups/base'),
      readdirSync(inFolder('backups/base'))[0] ?? '',
    );
    const [packed, object] = [
      path.join(base, 'base.tar.gz'),
      path.join(inFolder('backups'), objectsIn(inFolder('backups'))[0] ?? ''),
    ];
    const before = [packed, object].map((file) => readFileSync(file));
    spoil(packed);
    spoil(object);
    const { code, error } = await run('verify');
    writeFileSync(packed, before[0] ?? '');
    writeFileSync(object, before[1] ?? '');
    expect(code).toBe(1);
    expect(error).toMatch(/tar failed|pg_verifybackup failed/);
    expect(error).toContain(`${path.basename(object)} is damaged.`);
  }, 120_000);

  it('restore: refuses what would end badly, and says why', async () => {
    const filled = inFolder('filled');
    await run('restore', '--at', moment, '--to', filled);
    expect(await run('restore', '--to', filled)).toMatchObject({
      code: 2,
      error: expect.stringContaining('is not empty'),
    });
    expect(
      await run('restore', '--to', inFolder('new'), '--at', '2001-01-01T00:00:00Z'),
    ).toMatchObject({
      code: 1,
      error: expect.stringContaining('There is no backup of before 2001-01-01'),
    });
    expect(await run('restore', '--to', inFolder('new'), '--at', 'yesterday')).toMatchObject({
      code: 2,
      error: expect.stringContaining('Not a moment: yesterday'),
    });
    // Fails when Postgres has replayed all there is; a folder that was there is as it was.
    mkdirSync(inFolder('empty'));
    const [never, media] = ['2099-01-01T00:00:00Z', inFolder('media')];
    const late = await run('restore', '--at', never, '--to', inFolder('empty'), '--media', media);
    expect(late).toMatchObject({
      code: 1,
      error: expect.stringMatching(
        /recovery ended before configured recovery target.* Nothing is left of it in .*empty/s,
      ),
    });
    expect([readdirSync(inFolder('empty')), existsSync(path.join(media, 'objects'))]).toEqual([
      [],
      false,
    ]);
    // Fails before there is a Postgres: the manifest says otherwise than the files.
    const [base = ''] = readdirSync(inFolder('backups/base'));
    const manifest = path.join(inFolder('backups/base'), base, 'backup_manifest');
    const text = readFileSync(manifest);
    spoil(manifest);
    const spoiled = await run('restore', '--to', inFolder('new'));
    writeFileSync(manifest, text);
    expect(spoiled).toMatchObject({
      code: 1,
      error: expect.stringMatching(/pg_verifybackup failed.* Nothing is left of it in .*new/s),
    });
    expect(existsSync(inFolder('new'))).toBe(false);
    // Full files follow one another: one of them goes.
    for (let n = 0; n < 3; n += 1) {
      await cloud.database.query(
        `SELECT pg_logical_emit_message(true, 'test', 'x'), pg_switch_wal()`,
      );
    }
    const files = await walFiles(4);
    const lost = path.join(inFolder('backups/wal'), files.at(-2) ?? '');
    renameSync(lost, inFolder('lost'));
    const holed = await run('restore', '--to', inFolder('new'));
    renameSync(inFolder('lost'), lost);
    expect(holed).toMatchObject({
      code: 1,
      error: expect.stringContaining(`${path.basename(lost)} is missing`),
    });
    expect(existsSync(inFolder('new'))).toBe(false);
  }, 120_000);

  (hasS3Server ? describe : describe.skip)('with media in a bucket', () => {
    let server: S3Server;
    const own = () => path.join(cloud.configuration.dataDirectory, 'objects');
    const withBucket = (...words: string[]): Promise<EyrieRun> => {
      const { bucket, endpoint, region, prefix, credentials } = server.settings;
      const keys = {
        S3_ACCESS_KEY_ID: credentials?.accessKeyId ?? '',
        S3_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? '',
      };
      const about = { S3_BUCKET: bucket, S3_ENDPOINT: endpoint, S3_REGION: region };
      const more = { ...about, S3_PREFIX: prefix, ...keys, EYRIE_DATA: inFolder('nothing') };
      return runEyrie(['backup', ...words], { environment: { ...environment, ...more } });
    };
    const keysIn = async (bucket: string) =>
      (await server.keys(bucket)).map((key) => key.replace(/^eyrie\//, 'objects/'));

    beforeAll(async () => {
      server = await S3Server.start();
      const { copied, damaged } = await new MediaCopies(server.settings).sendFrom(own());
      expect([copied, damaged]).toEqual([objectsIn(cloud.configuration.dataDirectory).length, []]);
    });
    afterAll(() => server.stop());

    it('create: fetches what the backup lacks, and refuses what is not what its name says', async () => {
      const [first = '', second = ''] = objectsIn(inFolder('backups'));
      for (const name of [first, second]) rmSync(path.join(inFolder('backups'), name));
      const key = second.replace(/^objects\//, 'eyrie/');
      const at = { Bucket: server.settings.bucket, Key: key };
      await server.client.send(new PutObjectCommand({ ...at, Body: 'of somebody else' }));
      const told = await withBucket('create');
      expect([told.code, told.error]).toEqual([
        1,
        expect.stringContaining(`not copied: ${second.replace(/^objects\//, '')}`),
      ]);
      const Body = readFileSync(path.join(cloud.configuration.dataDirectory, second));
      await server.client.send(new PutObjectCommand({ ...at, Body }));
      expect(await withBucket('create')).toMatchObject({
        code: 0,
        out: expect.stringContaining('1 new pictures'),
      });
      expect(objectsIn(inFolder('backups'))).toEqual(objectsIn(cloud.configuration.dataDirectory));
    }, 120_000);

    it('drill: restores media to a bucket, reads each by its hash, and leaves nothing there', async () => {
      const { bucket } = await server.makeBucket('second');
      const drilled = await withBucket('drill', '--at', moment, '--json', '--media-bucket', bucket);
      expect([drilled.code, drilled.error]).toEqual([0, '']);
      expect(JSON.parse(drilled.out)).toMatchObject({
        troubles: [],
        found: { media: { objects: expect.any(Number), missing: [], damaged: [] } },
      });
      expect(await keysIn(bucket)).toEqual([]);
      expect(await keysIn(server.settings.bucket)).toEqual(
        objectsIn(cloud.configuration.dataDirectory),
      );
    }, 120_000);

    it('restore: fills another bucket', async () => {
      const { bucket } = await server.makeBucket('third');
      const target = ['--at', moment, '--to', inFolder('restored-beside-a-bucket')];
      const told = await withBucket('restore', ...target, '--media-bucket', bucket);
      expect([told.code, told.out]).toEqual([0, expect.stringContaining('third its')]);
      expect(await keysIn(bucket)).toEqual(objectsIn(cloud.configuration.dataDirectory));
    }, 120_000);
  });

  async function walFiles(atLeast: number): Promise<string[]> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const names = readdirSync(inFolder('backups/wal')).filter((name) =>
        /^[0-9A-F]{24}$/.test(name),
      );
      if (names.length >= atLeast || Date.now() > deadline) return names.toSorted();
      await delay(100);
    }
  }
});

async function made(keeper: ChildProcess): Promise<void> {
  if (!keeper.stdout) throw new Error('It has no output.');
  const lines: string[] = [];
  for await (const line of createInterface({ input: keeper.stdout })) {
    lines.push(line);
    if (line.includes('"event":"backup_made"')) return;
    if (line.includes('"event":"backup_failed"')) break;
  }
  throw new Error(`No backup was made: ${lines.join('\n')}`);
}

async function rowHashes(url: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found: Record<string, string> = {};
    for (const table of still) {
      const { rows } = await client.query<{ hash: string }>(
        `SELECT count(*) || ':' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') AS hash FROM ${table} t`,
      );
      found[table] = rows[0]?.hash ?? '';
    }
    return found;
  } finally {
    await client.end();
  }
}

async function clockOf(cloud: TestApp): Promise<string> {
  const [row] = await cloud.database.query<{ at: Date }>('SELECT clock_timestamp() AS at');
  // Postgres counts finer than a Date does.
  return new Date((row?.at.getTime() ?? 0) + 1).toISOString();
}

/** Paths of objects below `<folder>/objects`. */
function objectsIn(folder: string): string[] {
  return readdirSync(path.join(folder, 'objects'), { recursive: true })
    .map(String)
    .filter((name) => /[0-9a-f]{64}$/.test(name))
    .map((name) => path.join('objects', name))
    .toSorted();
}

function spoil(file: string): void {
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 0xff, middle);
  writeFileSync(file, bytes);
}
