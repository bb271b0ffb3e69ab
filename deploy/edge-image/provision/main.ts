import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, symlinkSync, unlinkSync } from 'node:fs';
import { thisMachine } from './machine.ts';
import { provision } from './provision.ts';
import type { MachineSettings } from './settings.ts';

// Run on the Pi at each start, by Node as it is: no build, no packages (docs/edge-image.md).
process.umask(0o077);
const machine = thisMachine();
const cards = process.env['EYRIE_CARDS']?.split(':') ?? ['/run/eyrie/card'];
let values: MachineSettings['values'] = {};
for (const card of cards) {
  ({ values } = await provision({ ...machine, card }));
}
for (const folder of ['/run/eyrie', '/run/eyrie/roles', machine.services]) {
  if (existsSync(folder)) chmodSync(folder, 0o755);
}
if (machine.isOwnMachine) setNameAndZone();

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
