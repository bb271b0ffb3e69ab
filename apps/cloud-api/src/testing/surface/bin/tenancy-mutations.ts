import 'reflect-metadata';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startTestApp, type TestApp } from '../../app.ts';
import { catalogFaults } from '../../../database/catalog-faults.ts';
import { fillOrganisation } from '../../filled-organisation.ts';
import { describeSurface, type DocumentedOperation } from '../documented-operations.ts';
import { ForeignSweep } from '../foreign-sweep.ts';
import { RowProbe } from '../row-probe.ts';
import { type TenancyMutation, tenancyMutations } from '../tenancy-mutations.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Operations that read a table, by the beginnings of their names; the longest table name counts. */
const readers: Readonly<Record<string, readonly string[]>> = {
  account: ['account.read'],
  api_key: ['api-keys.list', 'events.broadcast'],
  app_user: ['people.list'],
  audit_entry: ['audit.list', 'audit.export'],
  blob: ['edge.blobs.read', 'frames.image'],
  camera: ['cameras.list', 'cameras.read'],
  command: ['commands.list', 'commands.read'],
  configuration: ['configurations.read', 'configurations.versions'],
  device: ['devices.list', 'devices.read', 'edge.site.read'],
  enrolment_request: ['enrolment-requests.list', 'enrolment-requests.read'],
  frame: ['frames.list', 'frames.read'],
  invitation: ['invitations.list', 'invitations.look-up'],
  known_device: ['known-devices.list'],
  login_provider: ['login-provider.read', 'session.provider.offer'],
  membership: ['people.list', 'session.read'],
  operation: ['operations.list', 'operations.read'],
  organisation: ['session.read', 'account.read'],
  provider_identity: ['account.provider.read'],
  provisioning_token: ['provisioning-tokens.list'],
  retention: ['retention.read'],
  session: ['account.sessions.list', 'session.read'],
  site: ['sites.list', 'sites.read', 'edge.site.read'],
  stream_event: ['events.stream'],
  timelapse: ['timelapses.list', 'timelapses.read'],
};

function readersOf(table: string | null): readonly string[] {
  if (table === null) return ['sites.list', 'devices.list', 'frames.read'];
  const known = Object.keys(readers).filter((name) => table.startsWith(name));
  const closest = known.sort((a, b) => b.length - a.length)[0];
  return closest === undefined ? [] : (readers[closest] ?? []);
}

interface Judges {
  readonly client: pg.Client;
  readonly probe: RowProbe;
  readonly sweep: ForeignSweep;
  readonly operations: readonly DocumentedOperation[];
}

/** The operations that notice, by name; a sample that cannot even be prepared is noticed too. */
async function sweepFaults({ sweep }: Judges, operations: readonly DocumentedOperation[]) {
  const noticed: string[] = [];
  for (const operation of operations) {
    const faults = await sweep.try(operation).catch((error: unknown) => [String(error)]);
    if (faults.length > 0) noticed.push(operation.operation);
  }
  return noticed;
}

async function judge(judges: Judges, mutation: TenancyMutation, isWhole: boolean) {
  const { client, probe, operations } = judges;
  const wanted = readersOf(mutation.table);
  const asked = operations.filter(({ operation }) => isWhole || wanted.includes(operation));
  await client.query(mutation.plant);
  try {
    return {
      catalog: Object.keys(await catalogFaults(client)).length > 0,
      rows: (await probe.faults()).length > 0,
      api: await sweepFaults(judges, asked),
      asked: asked.length,
    };
  } finally {
    await client.query(mutation.mend);
  }
}

async function run(cloud: TestApp, isWhole: boolean, only: string): Promise<number> {
  const { operations } = await describeSurface(cloud);
  const victim = await fillOrganisation(cloud, 'osprey');
  const intruder = await fillOrganisation(cloud, 'heron');
  const client = new pg.Client({ connectionString: cloud.database.ownerUrl });
  await client.connect();
  const probe = await RowProbe.between(cloud.database, victim, intruder);
  const sweep = await ForeignSweep.between(cloud, victim, intruder);
  const judges: Judges = { client, probe, sweep, operations };
  const mutations = (await tenancyMutations(cloud.database)).filter(({ name }) =>
    name.includes(only),
  );
  let unnoticed = 0;
  say('| mistake | catalog | rows | API | what stands behind where it is the catalog alone |');
  say('|---|---|---|---|---|');
  for (const mutation of mutations) {
    const { catalog, rows, api, asked } = await judge(judges, mutation, isWhole);
    const mark = (isRed: boolean) => (isRed ? 'red' : '–');
    const byApi = asked === 0 ? 'not asked' : api.length > 0 ? `red: ${api.join(', ')}` : '–';
    const isAlone = catalog && !rows && api.length === 0;
    const behind = isAlone ? mutation.behind : '';
    say(`| ${mutation.name} | ${mark(catalog)} | ${mark(rows)} | ${byApi} | ${behind} |`);
    if (!catalog && !rows && api.length === 0) unnoticed += 1;
  }
  const left = [...Object.keys(await catalogFaults(client)), ...(await probe.faults())];
  if (left.length > 0) say(`Not mended: ${left.join('; ')}`);
  say(`${mutations.length} mistakes planted, ${mutations.length - unnoticed} noticed.`);
  await probe.close();
  await client.end();
  return unnoticed === 0 && left.length === 0 && mutations.length > 0 ? 0 : 1;
}

/**
 * Plants every mistake in the wall between tenants, one after the other, in a server of its own, and
 * says who notices: the catalog, the rows that can be seen, or the API called as somebody else.
 *
 *     npm run check:tenancy-mutations -- [--whole] [--only site_]
 *
 * `--whole` calls every operation for each mistake, not only those that read its table.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      whole: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
    },
  });
  const cloud = await startTestApp({}, { ownServer: true });
  try {
    return await run(cloud, values.whole, values.only);
  } finally {
    await cloud.close();
  }
}

process.exit(await main());
