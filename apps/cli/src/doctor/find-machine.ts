import { existsSync, readFileSync } from 'node:fs';
import { openCloud, type CloudAccess, type CloudOptions } from '../access/cloud-access.ts';
import { cloudUrl } from '../access/client.ts';
import { EyrieUnreachable } from '@eyrie/sdk';
import { CommandFailure } from '../failure.ts';
import type { Role } from './roles.ts';
import { readIdentity } from './edge.ts';
import { Machine } from './machine.ts';

export interface DoctorOptions extends CloudOptions {
  role?: Role[];
  data?: string;
  check?: string[];
  internet?: boolean;
}

type Data = Partial<Record<Role, string>>;

/** Well-known resolvers of two houses: a way to either of them is a way out. */
const outsideAddresses = ['8.8.8.8:53', '1.1.1.1:53'];

/** Where the image and the package keep what the services keep. */
const folders = {
  coordinator: ['/data/eyrie/coordinator', '/var/lib/eyrie/coordinator'],
  worker: ['/data/eyrie/worker', '/var/lib/eyrie/worker'],
} as const;

/** What the services of a device are started with. */
const environmentFile = '/run/eyrie/edge.env';

/** This machine with what is known of it: what it is, its folders, its cloud, and who asks. */
export async function findMachine(
  options: DoctorOptions,
  own: NodeJS.ProcessEnv,
): Promise<Machine> {
  const environment = { ...readEnvironment(environmentFile), ...own };
  const roles = options.role ?? findRoles(environment);
  const data = findData(roles, options.data ?? environment['EYRIE_DATA']);
  const access = await findAccess(options, own);
  const named = options.url ?? own['EYRIE_URL'];
  const url =
    named === undefined
      ? (access?.url ?? (await urlOf(environment, roles, data)))
      : cloudUrl(named);
  // Strangers hear of this machine only where somebody asks for it.
  const isAsked = options.internet === true || options.check?.includes('internet') === true;
  const outside = isAsked ? outsideAddresses : [];
  return new Machine({ environment, roles, data, url, access, outside });
}

/** A server has a database, a device has a folder; what is neither is somebody's laptop. */
export function findRoles(environment: NodeJS.ProcessEnv): Role[] {
  const found: Role[] = [];
  if (environment['DATABASE_URL'] || environment['DATABASE_URL_FILE']) found.push('server');
  for (const role of ['coordinator', 'worker'] as const) {
    const signs = [`/run/eyrie/roles/${role}`, ...folders[role]];
    if (signs.some((sign) => existsSync(sign))) found.push(role);
  }
  return found.length === 0 ? ['laptop'] : found;
}

function findData(roles: readonly Role[], given: string | undefined): Data {
  const data: Data = {};
  for (const role of roles) {
    if (role === 'laptop') continue;
    const known = role === 'server' ? [] : folders[role].filter((folder) => existsSync(folder));
    const folder = given ?? known[0];
    if (folder !== undefined) data[role] = folder;
  }
  return data;
}

/** Nobody who is logged in, or a cloud that is away, is no reason not to look at the rest. */
async function findAccess(
  options: CloudOptions,
  environment: NodeJS.ProcessEnv,
): Promise<CloudAccess | null> {
  try {
    return await openCloud(options, environment);
  } catch (error) {
    if (error instanceof CommandFailure || error instanceof EyrieUnreachable) return null;
    throw error;
  }
}

async function urlOf(
  environment: NodeJS.ProcessEnv,
  roles: readonly Role[],
  data: Data,
): Promise<string | null> {
  if (roles.includes('server')) {
    return environment['EYRIE_PUBLIC_URL'] ?? `http://127.0.0.1:${environment['PORT'] ?? '3000'}`;
  }
  for (const folder of Object.values(data)) {
    const identity = await readIdentity(folder);
    if (typeof identity !== 'string') return cloudUrl(identity.cloudUrl);
  }
  const told = environment['PROVISION_URL'];
  return told ? cloudUrl(told) : null;
}

/** `NAME=value` lines; nothing where the file is not there. */
function readEnvironment(file: string): Record<string, string> {
  if (!existsSync(file)) return {};
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    const pairs = lines.flatMap((line) => {
      const [, name, value] = /^([A-Z_]\w*)="?(.*?)"?$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    });
    return Object.fromEntries(pairs);
  } catch {
    // Of root alone: then the checks that want it say that they do not apply.
    return {};
  }
}
