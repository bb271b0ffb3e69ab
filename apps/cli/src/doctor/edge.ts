import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createDirectory, parseStaticNodes, type DiscoveredNode } from '@eyrie/discovery';
import { z } from 'zod';
import type { Role } from './roles.ts';
import type { Machine } from './machine.ts';

const identitySchema = z.object({
  deviceId: z.string(),
  siteId: z.string(),
  cloudUrl: z.string(),
  certificate: z.string(),
});
type Identity = z.output<typeof identitySchema>;

/** The roles of this machine that it has at a site. */
export function edgeRoles({ roles }: Machine): Role[] {
  return roles.filter((role) => role === 'coordinator' || role === 'worker');
}

/** What the cloud answered when the device enrolled. */
export async function readIdentity(
  folder: string,
): Promise<Identity | 'none' | 'hidden' | 'damaged'> {
  try {
    const text = await readFile(path.join(folder, 'identity/identity.json'), 'utf8');
    return identitySchema.parse(JSON.parse(text));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'none';
    return code === 'EACCES' || code === 'EPERM' ? 'hidden' : 'damaged';
  }
}

/** Null where there is none that can be read. */
export async function identityOf(machine: Machine, role: Role): Promise<Identity | null> {
  const folder = machine.data[role];
  if (folder === undefined) return null;
  const identity = await readIdentity(folder);
  return typeof identity === 'string' ? null : identity;
}

interface Around {
  readonly nodes: readonly DiscoveredNode[];
  /** Why there is no mDNS here. */
  readonly unavailable: string | null;
}

const looks = new WeakMap<Machine, Promise<Around | null>>();

/** The coordinators of the site of this machine, as it hears them; asked once for all checks. */
export function coordinatorsAround(machine: Machine): Promise<Around | null> {
  const begun = looks.get(machine) ?? lookAround(machine);
  looks.set(machine, begun);
  return begun;
}

async function lookAround(machine: Machine): Promise<Around | null> {
  const [role] = edgeRoles(machine);
  const identity = role === undefined ? null : await identityOf(machine, role);
  if (!identity) return null;
  const { environment } = machine;
  const port = Number(environment['EYRIE_MDNS_PORT'] ?? 5353);
  const address = environment['EYRIE_MDNS_INTERFACE'];
  const named = environment['EYRIE_STATIC_COORDINATORS'];
  const directory = createDirectory({
    siteId: identity.siteId,
    mdns: { port, ...(address === undefined ? {} : { interface: address }) },
    ...(named ? { static: parseStaticNodes(named) } : {}),
  });
  try {
    const deadline = Date.now() + machine.patienceMs;
    while (directory.nodes().length === 0 && Date.now() < deadline) {
      await new Promise((wake) => setTimeout(wake, 50));
    }
    const state = directory.mdnsState();
    return {
      nodes: directory.nodes(),
      unavailable: state.state === 'unavailable' ? state.reason : null,
    };
  } finally {
    await directory.close();
  }
}
