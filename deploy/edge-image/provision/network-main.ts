import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { thisMachine } from './machine.ts';
import { provisionFromNetwork } from './network.ts';
import { roles } from './provision-text.ts';

// Run on the Pi by NetworkManager's dispatcher where a wired network's DHCP server names a cloud.
process.umask(0o077);
const machine = thisMachine();
// The card is not asked: it was at the start, and what it said is kept.
const hasNew = await provisionFromNetwork(
  { ...machine, card: '/nonexistent' },
  process.env['DHCP4_PRIVATE_224'] ?? '',
);
for (const folder of ['/run/eyrie', '/run/eyrie/roles', machine.services]) {
  if (existsSync(folder)) chmodSync(folder, 0o755);
}
if (hasNew) {
  const services = roles.map((role) => `eyrie-${role}.service`);
  // Those that the Pi is not meant to run have a condition that keeps them from it.
  execFileSync('/usr/bin/systemctl', ['--no-block', 'restart', ...services]);
}
