import type { ComposeFile, ComposeService } from './compose-file.ts';

/** Capabilities that a service has a reason for. */
const granted: Readonly<Record<string, readonly string[]>> = {
  folders: ['CHOWN'],
  postgres: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'],
  certbot: ['DAC_OVERRIDE'],
  'log-reader': ['DAC_READ_SEARCH'],
};
/** They end by themselves, or their image has nothing to ask them with. */
const withoutHealth = new Set(['migrate', 'folders', 'backup', 'certbot', 'loki', 'log-reader']);
const worldPorts = /^\$\{EYRIE_HTTPS?_PORT:-\d+\}:\d+$/;

/** What a service of the Compose file may do that it should not, a sentence each. */
export function composeOffences(file: ComposeFile): string[] {
  return Object.entries(file.services).flatMap(([name, service]) =>
    offencesOf(name, service, file).map((offence) => `${name}: ${offence}`),
  );
}

function offencesOf(name: string, service: ComposeService, file: ComposeFile): string[] {
  const rules: [boolean, string][] = [
    [service.privileged === true, 'is privileged'],
    [service.read_only !== true, 'may write to its root'],
    [service.cap_drop?.join() !== 'ALL', 'keeps the capabilities that Docker gives'],
    [service.security_opt?.includes('no-new-privileges:true') !== true, 'may gain privileges'],
    [service.mem_limit === undefined, 'has no limit of memory'],
    [service.restart === undefined, 'is not started again'],
    [service.logging?.options?.['max-size'] === undefined, 'may fill the disk with its log'],
    [!withoutHealth.has(name) && service.healthcheck === undefined, 'has no health check'],
    [/(:latest)?$/.exec(service.image ?? '')?.[1] !== undefined, 'has an image without a version'],
    [!/:[^/]+$/.test(service.image ?? ''), 'has an image without a version'],
    [service.network_mode === 'host', 'is in the network of the host'],
    [service.volumes?.some((volume) => volume.includes('docker.sock')) === true, 'commands Docker'],
    [
      Object.keys(service.environment ?? {}).some((key) => /PASSWORD$|KEY$|SECRET$/.test(key)),
      'has a secret in its environment',
    ],
  ];
  const capabilities = (service.cap_add ?? []).filter(
    (capability) => granted[name]?.includes(capability) !== true,
  );
  const ports = (service.ports ?? []).filter(
    (port) => !port.startsWith('127.0.0.1:') && !(name === 'gateway' && worldPorts.test(port)),
  );
  const isData = name === 'postgres' || name === 'redis';
  const open = (service.networks ?? []).filter((network) => !file.networks[network]?.internal);
  return [
    ...rules.filter(([broken]) => broken).map(([, offence]) => offence),
    ...capabilities.map((capability) => `has the capability ${capability}`),
    ...ports.map((port) => `is open to the world at ${port}`),
    ...(isData ? open.map((network) => `is in the network ${network}, which leads out`) : []),
    ...danglingOf(service, file),
  ];
}

function danglingOf(service: ComposeService, file: ComposeFile): string[] {
  const missing = (kind: string, names: readonly string[], known: object): string[] =>
    names
      .filter((name) => !Object.hasOwn(known, name))
      .map((name) => `wants the ${kind} ${name}, which is not there`);
  const volumes = (service.volumes ?? [])
    .map((volume) => volume.split(':')[0] ?? '')
    .filter((source) => /^[a-z]/.test(source));
  return [
    ...missing('network', service.networks ?? [], file.networks),
    ...missing('volume', volumes, file.volumes),
    ...missing('secret', service.secrets ?? [], file.secrets),
    ...missing('service', Object.keys(service.depends_on ?? {}), file.services),
  ];
}
