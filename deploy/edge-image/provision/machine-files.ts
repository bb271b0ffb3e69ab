import { createHash } from 'node:crypto';
import { roles, type Role } from './provision-text.ts';
import type { MachineSettings } from './settings.ts';

/** A file of the running system: in memory, made anew at each start. */
export interface MachineFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

export function rolesOf(settings: MachineSettings): readonly Role[] {
  const role = settings.values.ROLE ?? 'worker';
  return roles.filter((one) => role === 'both' || role === one);
}

/** Everything that other programs read of the settings. */
export function machineFiles(settings: MachineSettings): MachineFile[] {
  const { values, authority } = settings;
  const files: MachineFile[] = [edgeEnvironment(settings)];
  const add = (path: string, text: string, mode = 0o644): void => {
    files.push({ path, text, mode });
  };
  if (values.PROVISION_URL !== undefined) {
    // A Pi that knows no cloud has nothing to start.
    for (const role of rolesOf(settings)) add(`/run/eyrie/roles/${role}`, '');
  }
  if (authority !== null) add('/run/eyrie/authority.pem', authority);
  if (values.HOST_NAME !== undefined) {
    add('/etc/hostname', `${values.HOST_NAME}\n`);
    add('/etc/hosts', `127.0.0.1 localhost\n::1 localhost\n127.0.1.1 ${values.HOST_NAME}\n`);
  }
  if (values.TIME_SERVERS !== undefined) {
    add('/run/systemd/timesyncd.conf.d/provision.conf', `[Time]\nNTP=${values.TIME_SERVERS}\n`);
  }
  if (values.WIFI_COUNTRY !== undefined) {
    add(
      '/run/modprobe.d/provision.conf',
      `options cfg80211 ieee80211_regdom=${values.WIFI_COUNTRY}\n`,
    );
  }
  files.push(...networkProfiles(settings));
  return files;
}

function edgeEnvironment({ values, authority }: MachineSettings): MachineFile {
  const lines: string[] = [];
  if (values.PROVISION_URL !== undefined) lines.push(`PROVISION_URL="${values.PROVISION_URL}"`);
  if (authority !== null) lines.push('NODE_EXTRA_CA_CERTS="/run/eyrie/authority.pem"');
  return {
    path: '/run/eyrie/edge.env',
    text: lines.map((line) => `${line}\n`).join(''),
    mode: 0o644,
  };
}

function networkProfiles({ values }: MachineSettings): MachineFile[] {
  const profiles: MachineFile[] = [];
  const { WIFI_NAME: wifi, HOTSPOT_NAME: hotspot } = values;
  if (wifi !== undefined) {
    profiles.push(
      profile('eyrie-wifi', wifi, values.WIFI_PASSPHRASE, {
        mode: 'infrastructure',
        method: 'auto',
      }),
    );
  }
  // The radio of a Pi is in one network, or is one.
  if (hotspot !== undefined && wifi === undefined) {
    profiles.push(
      profile('eyrie-hotspot', hotspot, values.HOTSPOT_PASSPHRASE, {
        mode: 'ap',
        method: 'shared',
      }),
    );
  }
  return profiles;
}

function profile(
  id: string,
  name: string,
  passphrase: string | undefined,
  { mode, method }: { mode: string; method: string },
): MachineFile {
  const security =
    passphrase === undefined
      ? ''
      : `\n[wifi-security]\nkey-mgmt=wpa-psk\npsk=${escaped(passphrase)}\n`;
  const text =
    `[connection]\nid=${id}\nuuid=${uuidOf(id)}\ntype=wifi\nautoconnect=true\n` +
    // Bytes as numbers: no name can be taken for anything else.
    `\n[wifi]\nmode=${mode}\nssid=${[...Buffer.from(name)].map((byte) => `${byte};`).join('')}\n` +
    `${security}\n[ipv4]\nmethod=${method}\n\n[ipv6]\nmethod=${method === 'shared' ? 'link-local' : 'auto'}\n`;
  return { path: `/etc/NetworkManager/system-connections/${id}.nmconnection`, text, mode: 0o600 };
}

/** As GLib's key files want it: a backslash doubled, a space at the beginning named. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replace(/^ /, '\\s');
}

/** The same at each start. */
function uuidOf(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
