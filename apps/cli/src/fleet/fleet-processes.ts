import type { FleetDefinition } from './fleet-definition.ts';
import type { FleetHome } from './fleet-home.ts';

export type ProcessKind = 'postgres' | 'cloud' | 'coordinator' | 'worker';

/** One process of the fleet, as data: what to run and with which environment. */
export interface ProcessPlan {
  name: string;
  kind: ProcessKind;
  app: 'cloud-api' | 'edge-coordinator' | 'edge-worker';
  entry: string;
  data: string;
  environment: Record<string, string>;
}

export interface FleetSettings {
  host: string;
  /** Of the dashboard and the API. */
  port: number;
  mdnsPort: number;
  logLevel: string;
  organisation: string;
  ownerEmail: string;
}

export function postgresPlan(home: FleetHome, port: number): ProcessPlan {
  const data = home.data('postgres');
  return {
    name: 'postgres',
    kind: 'postgres',
    app: 'cloud-api',
    entry: 'embedded-postgres/main',
    data,
    environment: { EYRIE_POSTGRES_DATA: `${data}/cluster`, EYRIE_POSTGRES_PORT: String(port) },
  };
}

export function cloudPlan(
  home: FleetHome,
  settings: FleetSettings,
  databaseUrl: string,
): ProcessPlan {
  const data = home.data('cloud');
  return {
    name: 'cloud',
    kind: 'cloud',
    app: 'cloud-api',
    entry: 'main',
    data,
    environment: {
      HOST: settings.host,
      PORT: String(settings.port),
      DATABASE_URL: databaseUrl,
      EYRIE_DATA: data,
      EYRIE_OPS_PORT: '0',
      EYRIE_PUBLIC_URL: cloudUrl(settings),
      EYRIE_MASTER_KEY_FILE: home.masterKeyFile,
      EYRIE_OWNER_EMAIL: settings.ownerEmail,
      EYRIE_OWNER_PASSWORD_FILE: home.passwordFile,
      EYRIE_ORGANISATION_NAME: settings.organisation,
      // Nobody's mail server is at hand: what would be sent can be read here.
      EYRIE_MAIL_DIRECTORY: home.mails,
      // A fleet on one machine must not fill its disk.
      EYRIE_MEDIA_BYTES_MAX: String(4e9),
      EYRIE_LOG_LEVEL: settings.logLevel,
    },
  };
}

/** The site's processes. Their ports are free ones; mDNS tells who listens where. */
export function sitePlans(
  home: FleetHome,
  settings: FleetSettings,
  definition: FleetDefinition,
): ProcessPlan[] {
  const edge = (name: string): Record<string, string> => ({
    EYRIE_DATA: home.data(name),
    EYRIE_OPS_PORT: '0',
    EYRIE_HOST: '127.0.0.1',
    EYRIE_MDNS_INTERFACE: '127.0.0.1',
    EYRIE_MDNS_PORT: String(settings.mdnsPort),
    EYRIE_LOG_LEVEL: settings.logLevel,
    PROVISION_URL: cloudUrl(settings),
  });
  const coordinators = definition.coordinators.map((name): ProcessPlan => ({
    name,
    kind: 'coordinator',
    app: 'edge-coordinator',
    entry: 'main',
    data: home.data(name),
    environment: {
      ...edge(name),
      EYRIE_RAFT_PORT: '0',
      EYRIE_MQTT_PORT: '0',
      EYRIE_RELAY_PORT: '0',
    },
  }));
  const workers = definition.workers.map(({ name, environment }): ProcessPlan => ({
    name,
    kind: 'worker',
    app: 'edge-worker',
    entry: 'main',
    data: home.data(name),
    environment: { ...environment, ...edge(name) },
  }));
  return [...coordinators, ...workers];
}

export function cloudUrl(settings: Pick<FleetSettings, 'host' | 'port'>): string {
  return `http://${settings.host}:${settings.port}`;
}
