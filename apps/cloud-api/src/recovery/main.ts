import 'reflect-metadata';
import { idSchema, uuidFromId } from '@eyrie/contracts';
import { ConfigurationError, createLogger } from '@eyrie/platform';
import { Audit } from '../audit/audit.ts';
import { readRecoveryConfiguration } from '../configuration.ts';
import {
  appDatabaseUrl,
  createAppDataSource,
  createOwnerDataSource,
} from '../database/data-source.ts';
import { DatabaseUnusable, isDatabaseUnavailable } from '../database/database.errors.ts';
import { MasterKeys } from '../database/master-keys.ts';
import { ResetLinks } from '../password-resets/reset-links.ts';
import { CrossTenant, Tenancy } from '../tenancy/index.ts';
import { PersonRecovery, type RecoveredPerson } from './person-recovery.ts';
import { RecoveryRefused } from './recovery.errors.ts';

// An organisation's id and an address: answers with a link as JSON. `eyrie people recover` runs it where
// the environment of the cloud is.
const [organisation = '', email = ''] = process.argv.slice(2);
const logger = createLogger({ name: 'recovery', level: 'silent' });

try {
  process.stdout.write(`${JSON.stringify(await recover())}\n`);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

async function recover(): Promise<RecoveredPerson> {
  const id = idSchema('organisation').safeParse(organisation);
  if (!id.success || email === '') {
    throw new RecoveryRefused('Name the organisation by its id (org_…), and the e-mail address.');
  }
  const configuration = readRecoveryConfiguration(process.env);
  const { databaseUrl } = configuration;
  const database = createAppDataSource(
    appDatabaseUrl(databaseUrl, await appPasswordOf(configuration)),
    logger,
  );
  await database.initialize();
  try {
    const recovery = new PersonRecovery(
      new Tenancy(database),
      new CrossTenant(database),
      new ResetLinks(configuration),
      new Audit(),
    );
    return await recovery.recover(uuidFromId('organisation', id.data), email);
  } finally {
    await database.destroy();
  }
}

/** Of the role that requests are served with, so that the same walls stand around this. */
async function appPasswordOf({
  databaseUrl,
  masterKey,
  knownMasterKeys,
}: ReturnType<typeof readRecoveryConfiguration>): Promise<string> {
  const owner = createOwnerDataSource(databaseUrl, logger);
  await owner.initialize();
  try {
    const runner = owner.createQueryRunner();
    try {
      const keys = new MasterKeys(runner, masterKey, knownMasterKeys);
      await keys.check();
      return await keys.appPassword();
    } finally {
      await runner.release();
    }
  } finally {
    await owner.destroy();
  }
}

function explain(error: unknown): string {
  const isForOperator =
    error instanceof RecoveryRefused ||
    error instanceof ConfigurationError ||
    error instanceof DatabaseUnusable;
  if (isForOperator) return error.message;
  if (isDatabaseUnavailable(error)) {
    return 'Postgres (DATABASE_URL) does not answer. Start it, or correct DATABASE_URL.';
  }
  return `Postgres (DATABASE_URL) refused: ${error instanceof Error ? error.message : String(error)}`;
}
