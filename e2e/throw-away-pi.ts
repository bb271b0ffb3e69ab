import { execFileSync, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../apps/cloud-api/src/testing/free-port.ts';
import {
  hasThrowAwaySystem,
  runInThrowAwaySystem,
} from '../deploy/checks/edge-package/throw-away-system.ts';
import { writePackage, type Architecture } from '../deploy/edge-package/build/package.ts';

/** A throw-away system, and ssh and its server. */
export function hasThrowAwayPi(): boolean {
  const has = (name: string): boolean =>
    spawnSync('sh', ['-c', `command -v ${name} || test -x /usr/sbin/${name}`]).status === 0;
  return ['ssh', 'scp', 'sshd', 'apt-get'].every(has) && hasThrowAwaySystem();
}

/**
 * A machine that one logs in to over a true ssh, with keys of its own; its system is a copy of this one's that lives in
 * memory. It has no systemd that runs: what the package starts there stays unstarted.
 */
export class ThrowAwayPi {
  readonly sshConfig: string;
  readonly package: string;
  #server: ChildProcess | null = null;

  /** `folder`: of its own, and seen there as /mnt. */
  constructor(readonly folder: string) {
    this.sshConfig = this.at('ssh-config');
    this.package = this.at(`eyrie-edge_1.2.3_${architecture}.deb`);
  }

  async start(): Promise<void> {
    const port = await freePort();
    chmodSync(this.folder, 0o755);
    for (const name of ['host', 'person']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', this.at(name)]);
    }
    const hostKey = readFileSync(this.at('host.pub'), 'utf8');
    writeFileSync(this.at('known'), `[127.0.0.1]:${port} ${hostKey}`);
    writeFileSync(this.at('nobody-known'), '');
    const withKey = `IdentityFile ${this.at('person')}`;
    const lines = [
      'IdentitiesOnly yes',
      `UserKnownHostsFile ${this.at('known')}`,
      'GlobalKnownHostsFile /dev/null',
      `Port ${port}`,
      'HostName 127.0.0.1',
    ];
    const hosts = {
      'pi.test': ['User root', withKey],
      'guest.test': ['User guest', withKey],
      'stranger.test': ['User root', withKey, `UserKnownHostsFile ${this.at('nobody-known')}`],
      'keyless.test': ['User root', 'IdentityFile /dev/null'],
      'silent.test': ['User root', withKey, `Port ${await freePort()}`],
    };
    writeFileSync(
      this.sshConfig,
      Object.entries(hosts)
        // Of each word ssh takes the first that it meets.
        .map(([name, own]) => [`Host ${name}`, ...own, ...lines].join('\n  '))
        .join('\n'),
    );
    this.#writePackage();
    writeFileSync(this.at('serve.sh'), serveScript(port));
    this.#server = runInThrowAwaySystem(this.folder, ['/bin/sh', '/mnt/serve.sh']);
  }

  /** A file that the machine has put into /mnt; null where there is none yet. */
  read(name: string): string | null {
    try {
      return readFileSync(this.at(name), 'utf8');
    } catch {
      return null;
    }
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server && server.exitCode === null) {
      writeFileSync(this.at('end'), '');
      await once(server, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  at(name: string): string {
    return path.join(this.folder, name);
  }

  /** Everything but the programs, which are started by deploy/checks/edge-package.deploy-spec.ts. */
  #writePackage(): void {
    mkdirSync(this.at('app'));
    writeFileSync(this.at('node'), '#!/bin/sh\n');
    const content = { architecture, version: '1.2.3', app: this.at('app'), node: this.at('node') };
    writePackage(this.package, this.at('work'), content, { quick: true });
  }
}

const architecture: Architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';

/** Serves until there is a file called end. Shows what was installed, by a copy that the test may read. */
function serveScript(port: number): string {
  return `set -eu
useradd --create-home --shell /bin/sh guest
usermod --password '*' guest
for home in /root /home/guest; do
  mkdir -p -m 700 $home/.ssh
  install -m 600 /mnt/person.pub $home/.ssh/authorized_keys
done
chown -R guest /home/guest/.ssh
mkdir -p /run/sshd
install -m 600 /mnt/host /run/host
/usr/sbin/sshd -D -e -f /dev/null -p ${port} -h /run/host -o ListenAddress=127.0.0.1 \\
  -o PidFile=none -o PermitRootLogin=yes -o PasswordAuthentication=no -o UsePAM=no \\
  -o Subsystem='sftp internal-sftp' 2> /mnt/sshd.log &
server=$!
trap 'kill $server' EXIT
touch /mnt/ready
# Ten minutes at most, where nobody ends it.
turns=0
while [ ! -e /mnt/end ] && [ $turns -lt 3000 ]; do
  turns=$((turns + 1))
  if [ -e /usr/lib/eyrie/bin/node ] && [ ! -e /mnt/installed ]; then
    if dpkg-query --show --showformat='\${Status}' eyrie-edge | grep -q 'ok installed'; then
      stat --format='%U %a' /etc/eyrie/provision.txt > /mnt/rights
      cp /etc/eyrie/provision.txt /mnt/provision.txt
      touch /mnt/installed
    fi
  fi
  sleep 0.2
done
`;
}
