import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { environmentSchema } from '../../apps/cloud-api/src/configuration.ts';
import {
  composeFolder,
  composeText,
  readCompose,
  readEnvironment,
  variablesOf,
} from './compose/compose-file.ts';
import { composeOffences } from './compose/policy.ts';

const has = (program: string, ...parameters: string[]) =>
  spawnSync(program, parameters, { stdio: 'ignore' }).status === 0;
const hasGo = has('go', 'version');

describe('the Compose file', () => {
  it('lets no service do more than it needs, and leads nowhere that is not there', () => {
    expect(composeOffences(readCompose())).toEqual([]);
  });

  it.each([
    [
      "    ports: ['127.0.0.1:${GRAFANA_PORT",
      "    ports: ['${GRAFANA_PORT",
      'grafana: is open to the world',
    ],
    [
      '    networks: [back]\n\n  redis',
      '    networks: [front]\n\n  redis',
      'postgres: is in the network front',
    ],
    ['  read_only: true\n', '', 'api: may write to its root'],
    ['  cap_drop: [ALL]\n', '', 'redis: keeps the capabilities'],
    [
      '    cap_add: [CHOWN]\n',
      '    cap_add: [SYS_ADMIN]\n',
      'folders: has the capability SYS_ADMIN',
    ],
    ["volumes: ['media:/data']", "volumes: ['medium:/data']", 'api: wants the volume medium'],
    ['redis:8-alpine', 'redis', 'redis: has an image without a version'],
    [
      '- postgres:/var/lib/postgresql/data',
      '- /var/run/docker.sock:/s',
      'postgres: commands Docker',
    ],
  ])('would notice %j as %j', (sound, spoiled, offence) => {
    const text = composeText();
    expect(text).toContain(sound);
    expect(composeOffences(readCompose(text.replace(sound, spoiled))).join('\n')).toContain(
      offence,
    );
  });

  it('asks for the variables of .env.example, and for no others', () => {
    const example = readEnvironment(readFileSync(path.join(composeFolder, '.env.example'), 'utf8'));
    // Compose itself reads this one.
    expect(Object.keys(example).sort()).toEqual(
      [...variablesOf(composeText()), 'COMPOSE_PROFILES'].sort(),
    );
  });

  it('gives the cloud variables that it knows', () => {
    const known = Object.keys(environmentSchema.shape);
    const given = Object.keys(readCompose().services['api']?.environment ?? {});
    expect(given.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('mounts files that are there', () => {
    const made = /^\.\/(tls|secrets)/;
    const files = Object.values(readCompose().services)
      .flatMap(({ volumes }) => volumes ?? [])
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((source) => source.startsWith('.') && !made.test(source));
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => !existsSync(path.join(composeFolder, file)))).toEqual([]);
  });

  (hasGo ? it : it.skip)(
    'is read by the loader of Docker Compose',
    () => {
      const loaded = spawnSync('go', ['run', '.', composeFolder], {
        cwd: path.join(import.meta.dirname, 'compose-loader'),
        env: {
          ...process.env,
          EYRIE_DOMAIN: 'a.test',
          EYRIE_OWNER_EMAIL: 'a@a.test',
          GOFLAGS: '-mod=mod',
        },
        encoding: 'utf8',
        timeout: 240_000,
      });
      expect([loaded.status, loaded.stderr]).toEqual([0, '']);
      expect(JSON.parse(loaded.stdout)).toMatchObject({
        api: { replicas: 3, environment: { EYRIE_PUBLIC_URL: 'https://a.test' } },
        gateway: { ports: ['80:8080', '443:8443'] },
      });
    },
    300_000,
  );
});

describe('./setup', () => {
  let folder: string;
  const setup = (...parameters: string[]) =>
    spawnSync('./setup', parameters, { cwd: folder, encoding: 'utf8', input: '' });
  const inFolder = (name: string) => path.join(folder, name);
  const mode = (name: string) => (statSync(inFolder(name)).mode & 0o777).toString(8);
  const full = ['--domain', 'cameras.test', '--email', 'owner@cameras.test', '--organisation', 'Alps',
    '--certificate', 'self-signed', '--monitoring', 'no', '--replicas', '2']; // prettier-ignore

  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-compose-'));
    cpSync(composeFolder, folder, { recursive: true });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    [['--domain', 'https://cameras.test'], "Not a name of a server: 'https://cameras.test'"],
    [['--domain', 'cameras.test', '--email', 'owner'], "Not an address: 'owner'"],
    [
      ['--domain', 'cameras.test', '--email', 'a@b.c', '--certificate', 'none'],
      "Not a kind of certificate: 'none'",
    ],
    [['--domain'], '--domain needs a value'],
    [['--dommain', 'x'], 'Not an option: --dommain'],
    [
      ['--domain', 'a.test', '--email', 'a@b.c', '--organisation', 'a"b'],
      'a character that .env cannot hold',
    ],
  ])('refuses %j, and writes nothing', (parameters, answer) => {
    const { status, stderr } = setup(...parameters);
    expect([status, stderr]).toEqual([2, expect.stringContaining(answer)]);
    expect([existsSync(inFolder('.env')), existsSync(inFolder('secrets'))]).toEqual([false, false]);
  });

  it('writes what the Compose file wants, closed to others', () => {
    const { status, stdout } = setup(...full);
    expect([status, stdout]).toEqual([0, expect.stringContaining('docker compose up -d')]);
    expect(readEnvironment(readFileSync(inFolder('.env'), 'utf8'))).toMatchObject({
      EYRIE_DOMAIN: 'cameras.test',
      EYRIE_OWNER_EMAIL: 'owner@cameras.test',
      EYRIE_ORGANISATION_NAME: 'Alps',
      EYRIE_REPLICAS: '2',
      COMPOSE_PROFILES: '',
    });
    expect([mode('.env'), mode('secrets'), mode('tls')]).toEqual(['600', '700', '700']);
    // Mounted as a folder, into a container whose user is neither root nor the one of this folder.
    const mounted = readCompose().services['gateway']?.volumes?.find((at) =>
      at.startsWith('./tls'),
    );
    expect(mode(mounted?.split(':')[0] ?? '')).toBe('755');
    for (const { file } of Object.values(readCompose().secrets)) {
      expect([file, mode(file)]).toEqual([file, '444']);
    }
    expect(stdout).not.toContain(readFileSync(inFolder('secrets/master_key'), 'utf8').trim());
  });

  it('keeps secrets and certificate when it runs again, and changes what is asked', () => {
    const kept = [
      'secrets/master_key',
      'secrets/postgres_password',
      'secrets/redis_url',
      'tls/live/key.pem',
    ];
    const before = kept.map((file) => readFileSync(inFolder(file), 'utf8'));
    writeFileSync(
      inFolder('.env'),
      `${readFileSync(inFolder('.env'), 'utf8')}\nEYRIE_SMTP_URL=smtps://mail.test\n`,
    );
    expect(setup(...full.slice(0, -4), '--monitoring', 'yes', '--replicas', '5').status).toBe(0);
    expect(kept.map((file) => readFileSync(inFolder(file), 'utf8'))).toEqual(before);
    expect(readEnvironment(readFileSync(inFolder('.env'), 'utf8'))).toMatchObject({
      EYRIE_REPLICAS: '5',
      COMPOSE_PROFILES: 'monitoring',
      EYRIE_SMTP_URL: 'smtps://mail.test',
    });
  });

  it('asks at a terminal, with what it knows as the default', () => {
    rmSync(inFolder('.env'));
    const typed = ['typed.test', 'typed@cameras.test', 'Rooftops', 'lets-encrypt', 'yes', '4', ''];
    const { stdout } = spawnSync('script', ['-qec', './setup', '/dev/null'], {
      cwd: folder,
      encoding: 'utf8',
      input: typed.join('\n'),
    });
    expect(stdout).toContain("The owner's e-mail address");
    expect(readEnvironment(readFileSync(inFolder('.env'), 'utf8'))).toMatchObject({
      EYRIE_DOMAIN: 'typed.test',
      EYRIE_ORGANISATION_NAME: 'Rooftops',
      COMPOSE_PROFILES: 'monitoring,acme',
      EYRIE_REPLICAS: '4',
    });
  });
});

describe('scripts and configurations', () => {
  const file = (name: string) => path.join(composeFolder, name);
  (has('shellcheck', '--version') ? it : it.skip)('pass shellcheck', () => {
    const { stdout } = spawnSync('shellcheck', [file('setup'), file('gateway/acme.sh')], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });

  (has('promtool', '--version') ? it : it.skip)('of Prometheus pass promtool', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-prometheus-'));
    cpSync(file('monitoring/prometheus.yml'), path.join(folder, 'prometheus.yml'));
    cpSync(path.join(composeFolder, '../monitoring/alerts.yaml'), path.join(folder, 'alerts.yaml'));
    const { status, stderr } = spawnSync(
      'promtool',
      ['check', 'config', path.join(folder, 'prometheus.yml')],
      { encoding: 'utf8' },
    );
    rmSync(folder, { recursive: true });
    expect([status, stderr]).toEqual([0, '']);
  });

  (has('loki', '-version') ? it : it.skip)('of Loki pass its own check', () => {
    const { status, stderr } = spawnSync(
      'loki',
      [`-config.file=${file('monitoring/loki.yml')}`, '-verify-config'],
      { encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('level=error')]);
  });

  (has('amtool', '--version') ? it : it.skip)('of Alertmanager pass amtool', () => {
    const { status } = spawnSync('amtool', ['check-config', file('monitoring/alertmanager.yml')]);
    expect(status).toBe(0);
  });
});
