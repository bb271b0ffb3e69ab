// Runs within the throw-away system, as root: installs the package, uses it as a Pi does, removes and purges it.
// Prints one line of JSON of what was found. Node's built-ins alone, by the package's own Node.
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';

const file = process.argv[2];
const services = ['worker', 'coordinator'];
const said = [];

function run(program, ...words) {
  const env = { PATH: process.env.PATH, DEBIAN_FRONTEND: 'noninteractive' };
  const result = spawnSync(program, words, { encoding: 'utf8', env });
  if (result.status !== 0) said.push(`${program} ${words.join(' ')}: ${result.stderr}`);
  return result;
}

/** Every file that a package could leave, with what tells a change of it. */
function snapshot() {
  const found = new Map();
  // The books of dpkg and of the linker are not the package's.
  const others = /^\/var\/(lib\/dpkg|log|cache)(\/|$)/;
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const name = path.join(folder, entry.name);
      if (others.test(name)) continue;
      if (entry.isDirectory()) {
        found.set(name, 'folder');
        walk(name);
      } else {
        const { mtimeMs, size } = lstatSync(name);
        found.set(name, `${mtimeMs} ${size}`);
      }
    }
  };
  for (const folder of [
    '/etc',
    '/usr/lib/systemd',
    '/usr/lib/sysusers.d',
    '/usr/share/doc',
    '/var',
    '/boot',
  ]) {
    if (existsSync(folder)) walk(folder);
  }
  if (existsSync('/usr/lib/eyrie')) found.set('/usr/lib/eyrie', 'folder');
  return found;
}

const changes = (before, after) =>
  [...after]
    .filter(([name, state]) => before.get(name) !== state)
    .map(([name]) => name)
    .sort();

const install = () => {
  const { status } = run('dpkg', '--force-unsafe-io', '--install', file);
  return status;
};
const enabled = () => {
  const folder = '/etc/systemd/system/multi-user.target.wants';
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => name.startsWith('eyrie-')).sort();
};

/** What systemd would run for a unit, with its environment, and its user. */
function lineOf(unit) {
  const text = readFileSync(`/usr/lib/systemd/system/eyrie-${unit}.service`, 'utf8');
  const all = (key) =>
    [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map((found) => found[1]);
  const env = { PATH: process.env.PATH };
  const assign = (line) => {
    for (const [, quoted, bare] of line.matchAll(/"([^"]*)"|(\S+)/g)) {
      const [name, ...value] = (quoted ?? bare).split('=');
      env[name] = value.join('=').replace(/^"|"$/g, '');
    }
  };
  all('Environment').forEach(assign);
  for (const name of all('EnvironmentFile')) readFileSync(name, 'utf8').split('\n').forEach(assign);
  for (const name of all('RuntimeDirectory').flatMap((line) => line.split(' '))) {
    mkdirSync(`/run/${name}`, { recursive: true, mode: 0o777 });
  }
  const [program, ...words] = all('ExecStart')[0].split(' ');
  const [user] = all('User');
  const as =
    user === undefined ? [] : ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups'];
  return { line: [...as, program, ...words], env };
}

/** All that it says, to its end. */
function runUnit(unit) {
  const { line, env } = lineOf(unit);
  const { stdout, stderr } = spawnSync(line[0], line.slice(1), { encoding: 'utf8', env });
  return stdout + stderr;
}

/** What it says until it waits for the cloud; or to its end, or for two minutes. */
function startUnit(unit) {
  const { line, env } = lineOf(unit);
  return new Promise((resolve) => {
    const child = spawn(line[0], line.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const tooLong = setTimeout(() => child.kill('SIGKILL'), 120_000);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        text += chunk;
        if (/_waiting".*\n/.test(text)) child.kill('SIGTERM');
      });
    }
    child.once('close', () => {
      clearTimeout(tooLong);
      resolve(text);
    });
  });
}

const before = snapshot();
// As on any Raspberry Pi.
mkdirSync('/boot/firmware', { recursive: true });
const code = install();
const users = readFileSync('/etc/passwd', 'utf8')
  .split('\n')
  .map((line) => line.split(':')[0]);
const installed = {
  code,
  users: users.filter((name) => name.startsWith('eyrie')).sort(),
  enabled: enabled(),
};

const machine = ['/etc/hostname', '/etc/hosts', '/etc/localtime', '/etc/NetworkManager'];
const stateOf = (name) => (existsSync(name) ? `${lstatSync(name).mtimeMs}` : 'none');
const machineBefore = machine.map(stateOf);
const cards = ['/boot/firmware/provision.txt', '/etc/eyrie/provision.txt'];
const shared = 'PROVISION_URL=https://cloud.invalid\nROLE=both\n';
writeFileSync(
  cards[0],
  `${shared}HOST_NAME=other\nTIME_ZONE=Europe/Zurich\nPROVISION_TOKEN=eyp_claim-on-the-card\n`,
);
writeFileSync(cards[1], `${shared}PROVISION_COORDINATOR_TOKEN=eyp_claim-in-etc-eyrie\n`);
const provisionSaid = runUnit('provision');
const claims = Object.fromEntries(
  services.map((service) => {
    const claim = `/var/lib/eyrie/${service}/provision.txt`;
    const { stdout } = run('stat', '--format=%U %a', claim);
    return [
      service,
      `${stdout.trim()} ${/^PROVISION_TOKEN=.*$/m.exec(readFileSync(claim, 'utf8'))?.[0]}`,
    ];
  }),
);
const provisioned = {
  said: provisionSaid,
  claims,
  cards: cards.map((name) => readFileSync(name, 'utf8')),
  roles: readdirSync('/run/eyrie/roles').sort(),
  machineChanged: machine.filter((name, index) => stateOf(name) !== machineBefore[index]),
};

const started = {};
for (const service of services) started[service] = await startUnit(service);

const picture = '/var/lib/eyrie/worker/picture.jpg';
writeFileSync(picture, 'a picture');
const kept = () => existsSync(picture) && existsSync('/var/lib/eyrie/system/settings.json');
// As people do it.
run('systemctl', 'disable', 'eyrie-coordinator.service');
const again = {
  code: install(),
  keptIdentity: kept(),
  disabledStays: !enabled().includes('eyrie-coordinator.service'),
};
const removed = {
  code: run('dpkg', '--remove', 'eyrie-edge').status,
  keptIdentity: kept(),
  node: existsSync('/usr/lib/eyrie/bin/node'),
};
const purged = { code: run('dpkg', '--purge', 'eyrie-edge').status, left: [] };
run('rm', '-rf', '/boot/firmware');
purged.left = changes(before, snapshot());

console.log(JSON.stringify({ installed, provisioned, started, again, removed, purged, said }));
