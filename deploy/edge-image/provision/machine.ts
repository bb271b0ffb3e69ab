import { execFileSync } from 'node:child_process';
import type { Owner } from './durable-file.ts';
import type { Places } from './places.ts';
import type { Role } from './provision-text.ts';

const users: Record<Role, string> = { worker: 'eyrie', coordinator: 'eyrie-coordinator' };

/** This machine: a card of ours, or a system that was there before (its unit says so, docs/edge-package.md). */
export function thisMachine(): Omit<Places, 'card'> {
  const isOwnMachine = process.env['EYRIE_MACHINE'] !== 'shared';
  return {
    ...(isOwnMachine
      ? { system: '/data/system', services: '/data/eyrie' }
      : { system: '/var/lib/eyrie/system', services: '/var/lib/eyrie' }),
    root: '',
    isOwnMachine,
    owner,
    say: (text) => console.log(`eyrie-provision: ${text}`),
  };
}

function owner(role: Role): Owner {
  return { uid: numberOf('-u', users[role]), gid: numberOf('-g', users[role]) };
}

function numberOf(flag: string, user: string): number {
  return Number(execFileSync('/usr/bin/id', [flag, user], { encoding: 'utf8' }));
}
