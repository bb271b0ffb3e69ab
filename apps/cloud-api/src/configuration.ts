import path from 'node:path';
import { z } from 'zod';
import { ConfigurationError, loadConfiguration, logLevels } from '@eyrie/platform';
import { readS3, s3Variables } from './blobs/s3/s3-settings.ts';
import { readMail } from './mail/mail-settings.ts';
import { readSecretFile, withSecretFiles } from './secret-files.ts';

const port = z.coerce.number().int().min(0).max(65_535);

const count = z.coerce.number().int();
const rate = z.coerce.number().min(0.1).max(1_000_000);

const defaultDashboard = path.resolve(import.meta.dirname, '../../dashboard/dist');

/** The environment of the cloud, variable by variable. */
export const environmentSchema = z.object({
  PORT: port.default(3000).describe('Port of dashboard and API.'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  EYRIE_OPS_PORT: port
    .default(0)
    .describe('Operations port (metrics, probes); 0 takes a free one.'),
  EYRIE_OPS_HOST: z.string().default('127.0.0.1').describe('Address of the operations port.'),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'must be set to the URL of a Postgres database (npm start brings one of its own)',
    })
    .describe(
      'Postgres 15 or newer, as a role that may create tables and roles: migrations run under it. The app itself works as the role eyrie_app.',
    ),
  DATABASE_URL_FILE: z.string().optional().describe('A file with that URL, instead of it.'),
  EYRIE_MASTER_KEY: z
    .string()
    .optional()
    .describe('32 random bytes in base64, which seal the keys in the database. This or the next.'),
  EYRIE_MASTER_KEY_FILE: z.string().optional().describe('A file with the master key.'),
  EYRIE_KNOWN_MASTER_KEYS: z
    .string()
    .optional()
    .describe(
      'Further master keys, with commas between: the next one, or those of before. They open what is sealed and seal nothing. This or the next.',
    ),
  EYRIE_KNOWN_MASTER_KEYS_FILE: z.string().optional().describe('A file with one such key a line.'),
  EYRIE_DATA: z
    .string()
    .min(1, { error: 'must be set to a folder' })
    .describe('Folder of the object store: pictures and videos by hash.'),
  ...s3Variables,
  EYRIE_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('The address under which browsers and devices reach the cloud.'),
  EYRIE_DASHBOARD_DIRECTORY: z
    .string()
    .default(defaultDashboard)
    .describe('The built dashboard; that of this installation when absent.'),
  EYRIE_OWNER_EMAIL: z
    .email()
    .optional()
    .describe('Log-in of the owner, made at the first start together with the organisation.'),
  EYRIE_OWNER_PASSWORD_FILE: z.string().optional().describe("A file with the owner's password."),
  EYRIE_ORGANISATION_NAME: z
    .string()
    .min(1)
    .max(100)
    .default('My organisation')
    .describe('Name of the organisation that the first start makes.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe(
      'Redis for wake-ups between replicas and for limits; Postgres does both when absent or away.',
    ),
  REDIS_URL_FILE: z.string().optional().describe('A file with that URL, instead of it.'),
  MAX_CONNECTIONS_PER_USER: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(20)
    .describe('Event streams that one person may have open, at all replicas together.'),
  EYRIE_STREAMS_PER_ORGANISATION: count
    .min(1)
    .default(2_000)
    .describe(
      'Event streams of all people and programs of one organisation, at all replicas together.',
    ),
  EYRIE_RECORDS_PER_SECOND_SITE: rate
    .default(5_000)
    .describe('Records that one site may send, and a KiB for each; counted over ten seconds.'),
  EYRIE_RECORDS_PER_SECOND_ORGANISATION: rate
    .default(20_000)
    .describe('The same of all sites of one organisation.'),
  EYRIE_HEARTBEAT_SECONDS: z.coerce
    .number()
    .min(1)
    .max(60)
    .default(15)
    .describe('How often an event stream says that it lives.'),
  EYRIE_TRUSTED_PROXIES: count
    .min(0)
    .max(10)
    .default(0)
    .describe(
      'Proxies that stand before the cloud, each of which appends to X-Forwarded-For. With 0 that header is not read; with more than there are, callers choose their address.',
    ),
  EYRIE_REQUESTS_PER_SECOND_CREDENTIAL: rate
    .default(100)
    .describe(
      'Requests of one session, API key or device; counted over ten seconds, a quarter of them at once and the rest evenly.',
    ),
  EYRIE_REQUESTS_PER_SECOND_ORGANISATION: rate
    .default(500)
    .describe('Requests of all people and programs of one organisation.'),
  EYRIE_EDGE_REQUESTS_PER_SECOND: rate
    .default(2_000)
    .describe('Requests of all devices of one organisation.'),
  EYRIE_REQUESTS_PER_SECOND_ADDRESS: rate
    .default(100)
    .describe('Requests without a valid credential from one address (IPv6: one /64).'),
  EYRIE_CONNECTIONS_PER_ADDRESS: count
    .min(1)
    .default(1_000)
    .describe(
      'Connections that one address (IPv6: one /64) may have open at a replica; not counted behind trusted proxies.',
    ),
  EYRIE_ENROLMENTS_PER_MINUTE: count
    .min(1)
    .default(10)
    .describe(
      'Enrolments that are refused to one address, and uses of one claim by one device; claims that are good are not counted by address.',
    ),
  EYRIE_LOGINS_PER_MINUTE: count
    .min(1)
    .default(600)
    .describe('Attempts to log in from browsers that are not known, over all accounts.'),
  EYRIE_TRUSTED_ISSUERS: z
    .string()
    .default('')
    .transform(splitList)
    .pipe(z.array(z.url({ protocol: /^https?$/, error: 'must be origins, with commas between' })))
    .describe(
      'Origins of login providers that may have private addresses, with commas between; http on the loopback only.',
    ),
  EYRIE_HEADERS_TIMEOUT_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(600)
    .default(20)
    .describe('How long a client may take for the headers of a request.'),
  EYRIE_BODY_TIMEOUT_SECONDS: z.coerce
    .number()
    .min(0.1)
    .max(600)
    .default(20)
    .describe('How long a body may take, with a second more for each 500 bytes that have come.'),
  EYRIE_MEDIA_BYTES_MAX: z.coerce
    .number()
    .int()
    .min(100_000_000)
    .optional()
    .describe('Bytes of pictures and videos per organisation that has not set its own bound.'),
  EYRIE_ERASURE_GRACE_DAYS: z.coerce
    .number()
    .min(0)
    .max(365)
    .default(7)
    .describe('Days for which the erasure of an organisation can still be cancelled.'),
  EYRIE_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be smtp:// or smtps:// with a host' })
    .optional()
    .describe(
      'Mail server, as smtps://user:password@host:port or smtp:// with STARTTLS, which it has to offer unless it is on the loopback or ?starttls=optional is added. Without it no mail is sent: links are shown once to whoever invites.',
    ),
  EYRIE_SMTP_URL_FILE: z.string().optional().describe('A file with that URL, instead of it.'),
  EYRIE_MAIL_FROM: z
    .string()
    .regex(/^([^<>\r\n]+<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/, {
      error: 'must be an address, as eyrie@example.org or Eyrie <eyrie@example.org>',
    })
    .optional()
    .describe('Whom mails are from. Needed with EYRIE_SMTP_URL.'),
  EYRIE_MAIL_DIRECTORY: z
    .string()
    .min(1, { error: 'must be set to a folder' })
    .optional()
    .describe('A folder that mails are written to instead of being sent, for trying things out.'),
  EYRIE_LOG_LEVEL: z.enum(logLevels).default('info').describe('How much is logged.'),
});

/** What the app works with. */
export const configurationSchema = environmentSchema.transform((environment) => ({
  port: environment.PORT,
  host: environment.HOST,
  opsPort: environment.EYRIE_OPS_PORT,
  opsHost: environment.EYRIE_OPS_HOST,
  databaseUrl: environment.DATABASE_URL,
  masterKey: readMasterKey(environment),
  knownMasterKeys: readKnownMasterKeys(environment),
  dataDirectory: environment.EYRIE_DATA,
  s3: readS3(environment),
  publicUrl: environment.EYRIE_PUBLIC_URL ?? `http://localhost:${environment.PORT}`,
  dashboardDirectory: environment.EYRIE_DASHBOARD_DIRECTORY,
  owner: readOwner(environment),
  organisationName: environment.EYRIE_ORGANISATION_NAME,
  redisUrl: environment.REDIS_URL ?? null,
  streamsPerUserMax: environment.MAX_CONNECTIONS_PER_USER,
  streamsPerOrganisationMax: environment.EYRIE_STREAMS_PER_ORGANISATION,
  heartbeatMs: environment.EYRIE_HEARTBEAT_SECONDS * 1000,
  limits: {
    trustedProxies: environment.EYRIE_TRUSTED_PROXIES,
    requestsPerSecondCredential: environment.EYRIE_REQUESTS_PER_SECOND_CREDENTIAL,
    requestsPerSecondOrganisation: environment.EYRIE_REQUESTS_PER_SECOND_ORGANISATION,
    edgeRequestsPerSecond: environment.EYRIE_EDGE_REQUESTS_PER_SECOND,
    recordsPerSecondSite: environment.EYRIE_RECORDS_PER_SECOND_SITE,
    recordsPerSecondOrganisation: environment.EYRIE_RECORDS_PER_SECOND_ORGANISATION,
    connectionsPerAddress: environment.EYRIE_CONNECTIONS_PER_ADDRESS,
    requestsPerSecondAddress: environment.EYRIE_REQUESTS_PER_SECOND_ADDRESS,
    enrolmentsPerMinute: environment.EYRIE_ENROLMENTS_PER_MINUTE,
    loginsPerMinute: environment.EYRIE_LOGINS_PER_MINUTE,
  },
  trustedIssuers: environment.EYRIE_TRUSTED_ISSUERS.map(readTrustedOrigin),
  headersTimeoutMs: environment.EYRIE_HEADERS_TIMEOUT_SECONDS * 1000,
  bodyTimeoutMs: environment.EYRIE_BODY_TIMEOUT_SECONDS * 1000,
  mediaBytesMax: environment.EYRIE_MEDIA_BYTES_MAX ?? null,
  erasureGraceDays: environment.EYRIE_ERASURE_GRACE_DAYS,
  mail: readMail(environment),
  logLevel: environment.EYRIE_LOG_LEVEL,
}));

export type Configuration = Readonly<z.output<typeof configurationSchema>>;

/** With what only the database knows. */
export interface RunningConfiguration extends Configuration {
  /** Of the role under which the app works. */
  readonly appPassword: string;
  /** Master keys that sealed before the present one did. */
  readonly olderMasterKeyIds: readonly string[];
}

/** Token under which the parsed configuration is injected. */
export const CONFIGURATION = Symbol('configuration');

export function readConfiguration(
  environment: Readonly<Record<string, string | undefined>>,
): Configuration {
  return loadConfiguration(configurationSchema, withSecretFiles(environment));
}

const migrationSchema = environmentSchema
  .pick({
    DATABASE_URL: true,
    EYRIE_MASTER_KEY: true,
    EYRIE_MASTER_KEY_FILE: true,
    EYRIE_KNOWN_MASTER_KEYS: true,
    EYRIE_KNOWN_MASTER_KEYS_FILE: true,
  })
  .transform((environment) => ({
    databaseUrl: environment.DATABASE_URL,
    masterKey: readMasterKey(environment),
    knownMasterKeys: readKnownMasterKeys(environment),
  }));

/** What is enough to prepare the database. */
export function readMigrationConfiguration(
  environment: Readonly<Record<string, string | undefined>>,
): Pick<Configuration, 'databaseUrl' | 'masterKey' | 'knownMasterKeys'> {
  return loadConfiguration(migrationSchema, withSecretFiles(environment));
}

const recoverySchema = environmentSchema
  .pick({
    DATABASE_URL: true,
    EYRIE_MASTER_KEY: true,
    EYRIE_MASTER_KEY_FILE: true,
    EYRIE_KNOWN_MASTER_KEYS: true,
    EYRIE_KNOWN_MASTER_KEYS_FILE: true,
    EYRIE_PUBLIC_URL: true,
    PORT: true,
  })
  .transform((environment) => ({
    databaseUrl: environment.DATABASE_URL,
    masterKey: readMasterKey(environment),
    knownMasterKeys: readKnownMasterKeys(environment),
    publicUrl: environment.EYRIE_PUBLIC_URL ?? `http://localhost:${environment.PORT}`,
  }));

/** What is enough to give somebody of the installation a link. */
export function readRecoveryConfiguration(
  environment: Readonly<Record<string, string | undefined>>,
): Pick<Configuration, 'databaseUrl' | 'masterKey' | 'knownMasterKeys' | 'publicUrl'> {
  return loadConfiguration(recoverySchema, withSecretFiles(environment));
}

const databaseSchema = environmentSchema.pick({ DATABASE_URL: true });

/** Where the database is, for commands that need nothing else. */
export function readDatabaseUrl(environment: Readonly<Record<string, string | undefined>>): string {
  return loadConfiguration(databaseSchema, withSecretFiles(environment)).DATABASE_URL;
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function readTrustedOrigin(text: string): string {
  const { origin, protocol, hostname } = new URL(text);
  const isLoopback = hostname === 'localhost' || /^(127\.|\[::1\])/.test(hostname);
  if (protocol === 'http:' && !isLoopback) {
    throw new ConfigurationError([
      'EYRIE_TRUSTED_ISSUERS: http is for the loopback only; give the provider a certificate',
    ]);
  }
  return origin;
}

const mediaSchema = environmentSchema.transform((environment) => ({
  dataDirectory: environment.EYRIE_DATA,
  s3: readS3(environment),
}));

const bucketSchema = z.object(s3Variables).transform(readS3);

/** The bucket of pictures and videos, whatever else the environment lacks; null where there is none. */
export function readBucketConfiguration(
  environment: Readonly<Record<string, string | undefined>>,
): Configuration['s3'] {
  return loadConfiguration(bucketSchema, withSecretFiles(environment));
}

/** Where pictures and videos are. */
export function readMediaConfiguration(
  environment: Readonly<Record<string, string | undefined>>,
): Pick<Configuration, 'dataDirectory' | 's3'> {
  return loadConfiguration(mediaSchema, withSecretFiles(environment));
}

/** At most one of `smtpUrl` and `directory` is set; without either no mail is sent. */
function readMasterKey(environment: {
  EYRIE_MASTER_KEY?: string | undefined;
  EYRIE_MASTER_KEY_FILE?: string | undefined;
}): Buffer {
  const { EYRIE_MASTER_KEY: value, EYRIE_MASTER_KEY_FILE: file } = environment;
  if (value === undefined && file === undefined) {
    throw new ConfigurationError([
      'EYRIE_MASTER_KEY or EYRIE_MASTER_KEY_FILE must be set: 32 random bytes in base64, ' +
        'for example from "openssl rand -base64 32"',
    ]);
  }
  const name = value === undefined ? 'EYRIE_MASTER_KEY_FILE' : 'EYRIE_MASTER_KEY';
  return decodeKey(name, value ?? readSecretFile('EYRIE_MASTER_KEY_FILE', file ?? ''));
}

function readKnownMasterKeys(environment: {
  EYRIE_KNOWN_MASTER_KEYS?: string | undefined;
  EYRIE_KNOWN_MASTER_KEYS_FILE?: string | undefined;
}): Buffer[] {
  const { EYRIE_KNOWN_MASTER_KEYS: value, EYRIE_KNOWN_MASTER_KEYS_FILE: file } = environment;
  const name = value === undefined ? 'EYRIE_KNOWN_MASTER_KEYS_FILE' : 'EYRIE_KNOWN_MASTER_KEYS';
  const text = value ?? (file === undefined ? '' : readSecretFile(name, file));
  return splitList(text.replaceAll('\n', ',')).map((key) => decodeKey(name, key));
}

function decodeKey(name: string, given: string): Buffer {
  const text = given.trim();
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32 || key.toString('base64') !== text) {
    throw new ConfigurationError([
      `${name}: must be 32 bytes in base64, for example from "openssl rand -base64 32"`,
    ]);
  }
  return key;
}

function readOwner(environment: {
  EYRIE_OWNER_EMAIL?: string | undefined;
  EYRIE_OWNER_PASSWORD_FILE?: string | undefined;
}): { email: string; password: string } | null {
  const { EYRIE_OWNER_EMAIL: email, EYRIE_OWNER_PASSWORD_FILE: file } = environment;
  if (email === undefined && file === undefined) return null;
  if (email === undefined || file === undefined) {
    throw new ConfigurationError([
      'EYRIE_OWNER_EMAIL and EYRIE_OWNER_PASSWORD_FILE must be set together',
    ]);
  }
  const password = readSecretFile('EYRIE_OWNER_PASSWORD_FILE', file).trim();
  if (password.length < 8 || password.length > 256) {
    throw new ConfigurationError([
      'EYRIE_OWNER_PASSWORD_FILE: the password in it must have 8 to 256 characters',
    ]);
  }
  return { email, password };
}
