import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, symlinkSync, unlinkSync } from 'node:fs';
import type { Owner } from './durable-file.ts';
import { provision } from './provision.ts';
import type { Role } from './provision-text.ts';
import type { MachineSettings } from './settings.ts';

// Run on the Pi at each start, by Node as it is: no build, no packages (docs/edge-image.md).
process.umask(0o077);
const users: Record<Role, string> = { worker: 'eyrie', coordinator: 'eyrie-coordinator' };
const numberOf = (flag: string, user: string): number =>
  Number(execFileSync('/usr/bin/id', [flag, user], { encoding: 'utf8' }));
const owner = (role: Role): Owner => ({
  uid: numberOf('-u', users[role]),
  gid: numberOf('-g', users[role]),
});

// A card of ours, or a system that was there before (the package's unit says so, docs/edge-package.md).
const isOwnMachine = process.env['EYRIE_MACHINE'] !== 'shared';
const cards = process.env['EYRIE_CARDS']?.split(':') ?? ['/run/eyrie/card'];
const places = isOwnMachine
  ? { system: '/data/system', services: '/data/eyrie' }
  : { system: '/var/lib/eyrie/system', services: '/var/lib/eyrie' };
let values: MachineSettings['values'] = {};
for (const card of cards) {
  ({ values } = await provision({
    ...places,
    card,
    root: '',
    isOwnMachine,
    owner,
    say: (text) => console.log(`eyrie-provision: ${text}`),
  }));
}
for (const folder of ['/run/eyrie', '/run/eyrie/roles', places.services]) {
  if (existsSync(folder)) chmodSync(folder, 0o755);
}
if (isOwnMachine) setNameAndZone();

function setNameAndZone(): void {
  if (values.HOST_NAME !== undefined) {
    execFileSync('/usr/bin/hostname', [values.HOST_NAME]);
  }
  const zone = `/usr/share/zoneinfo/${values.TIME_ZONE ?? 'UTC'}`;
  if (existsSync(zone)) {
    if (existsSync('/etc/localtime')) unlinkSync('/etc/localtime');
    symlinkSync(zone, '/etc/localtime');
  } else {
    console.log(`eyrie-provision: there is no time zone ${values.TIME_ZONE}`);
  }
}
