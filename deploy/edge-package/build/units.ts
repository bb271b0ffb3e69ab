import { readFileSync } from 'node:fs';
import path from 'node:path';

const rootfs = path.resolve(import.meta.dirname, '../../edge-image/rootfs');
const units = 'etc/systemd/system';

/** Where people put `provision.txt`: the card's first partition, as Raspberry Pi OS mounts it, and /etc/eyrie. */
const cards = '/boot/firmware:/etc/eyrie';

/** Everything that the image has elsewhere than a package of Debian may. */
const places: readonly (readonly [image: RegExp, system: string])[] = [
  // The card is mounted already.
  [/\/usr\/lib\/eyrie\/with-card /g, ''],
  [/\/usr\/local\/bin\/node\b/g, '/usr/lib/eyrie/bin/node'],
  [/\/data\/eyrie\//g, '/var/lib/eyrie/'],
  [/\/data\/system\b/g, '/var/lib/eyrie/system'],
  [/^RequiresMountsFor=\/data$/gm, 'RequiresMountsFor=/var/lib/eyrie'],
];

/** The image's services that a system has which was there before; its card and its partitions are its own. */
export const unitNames = [
  'eyrie-provision.service',
  'eyrie-worker.service',
  'eyrie-coordinator.service',
  'eyrie-reboot.path',
  'eyrie-reboot.service',
] as const;

/** One unit of the image, as the package has it. @throws where a place of the image is left in it */
export function unitOfPackage(name: (typeof unitNames)[number]): string {
  const text = elsewhere(readFileSync(path.join(rootfs, units, name), 'utf8'));
  if (name !== 'eyrie-provision.service') return text;
  // The machine is somebody's own: its name, time and networks stay as they are.
  const environment = `Environment=EYRIE_CARDS=${cards} EYRIE_MACHINE=shared\n`;
  return text
    .replace('[Unit]\n', '[Unit]\nRequiresMountsFor=/boot/firmware\n')
    .replace(/^ExecStart=/m, `${environment}ExecStart=`);
}

/** The users of the services, as systemd-sysusers takes them. */
export function usersOfPackage(): string {
  return elsewhere(readFileSync(path.join(rootfs, 'etc/sysusers.d/eyrie.conf'), 'utf8'));
}

/** The image's firewall, for who wants it: here somebody logs in over SSH. @throws where it has nothing to add to */
export function firewallOfPackage(): string {
  const text = readFileSync(path.join(rootfs, 'etc/nftables.conf'), 'utf8');
  const site = '  chain site {\n';
  if (!text.includes(site)) throw new Error('The firewall of the image has no chain "site".');
  return text.replace(site, `${site}    # Who looks after this Pi.\n    tcp dport 22 accept\n`);
}

/** Loads the firewall, once somebody has enabled it. */
export const firewallUnit = `[Unit]
Description=Firewall of a Pi of Eyrie, where it is wanted
Documentation=https://github.com/eyrie/eyrie/blob/main/docs/edge-package.md
ConditionPathExists=/usr/sbin/nft
DefaultDependencies=no
Before=network-pre.target shutdown.target
Wants=network-pre.target
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f /etc/eyrie/nftables.conf
ExecReload=/usr/sbin/nft -f /etc/eyrie/nftables.conf
ExecStop=/usr/sbin/nft delete table inet eyrie

[Install]
WantedBy=sysinit.target
`;

function elsewhere(text: string): string {
  const moved = places.reduce((moving, [from, to]) => moving.replace(from, to), text);
  const left = /(?<!\w)(\/data\b|\/usr\/local\/|with-card).*/.exec(moved)?.[0];
  if (left !== undefined) throw new Error(`A place of the image is left in the package: ${left}`);
  return moved;
}
