import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Site, uuidFromId } from '@eyrie/contracts';
import { createEyrie, operations, type Eyrie } from '@eyrie/sdk';
import { eyrieProgram } from '../apps/cli/src/commands.ts';
import { examplesOf } from '../apps/cli/src/examples.ts';
import { eyrieHere, wordsOf, type Ran } from '../apps/cli/src/testing/eyrie-here.ts';
import { startTestApp, type TestApp, type TestPerson } from '../apps/cloud-api/src/testing/app.ts';
import { codeAt, newApiKey } from '../apps/cloud-api/src/testing/credentials.ts';
import { newSite } from '../apps/cloud-api/src/testing/edge.ts';
import { expectAnswer } from '../apps/cloud-api/src/testing/expect-answer.ts';
import { freePort } from '../apps/cloud-api/src/testing/free-port.ts';
import { fillSite, leaderOf } from '../apps/cloud-api/src/testing/filled-site.ts';
import { eventRecord } from '../apps/cloud-api/src/testing/fleet.ts';
import { describeGettingStarted } from './getting-started.ts';
import { eventually } from './local-fleet.ts';
import { describeImageFlash } from './image-flash.ts';
import { describePiInstall } from './pi-install.ts';

const bin = path.resolve(import.meta.dirname, '../apps/cli/bin/eyrie.mjs');

type Table = ReturnType<typeof eyrieProgram>;

/** All of `eyrie` that asks a cloud, against one real cloud with Postgres; the site is played by its requests. */
describe('eyrie, asked of a cloud', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  let filled: Awaited<ReturnType<typeof fillSite>>;
  let eyrie: Eyrie;
  let folder: string;
  let key: string;
  const before = { folder: process.cwd(), environment: { ...process.env } };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-cli-'));
    cloud = await startTestApp();
    person = await cloud.newPerson();
    site = await newSite(person, 1, 'Ridge');
    filled = await fillSite(cloud, person, site, 'ridge');
    key = (await newApiKey(person, 'admin')).secret;
    eyrie = createEyrie({ baseUrl: cloud.url, apiKey: key });
    for (const heartbeat_seconds of [30, 45]) {
      const settings = { telemetry: { heartbeat_seconds } };
      await eyrie.configurations.edit(site.id, () => ({ settings, reason: 'the beginning' }));
    }
    process.chdir(folder);
    await writeFile('key.txt', `${key}\n`, { mode: 0o600 });
    const ours = /^(EYRIE_|COLUMNS$)/;
    const others = Object.entries(process.env).filter(([name]) => !ours.test(name));
    process.env = Object.assign(Object.fromEntries(others), {
      XDG_CONFIG_HOME: path.join(folder, 'config'),
      EYRIE_HOME: path.join(folder, 'no-fleet'),
      EYRIE_URL: cloud.url,
    });
  }, 120_000);
  afterAll(async () => {
    process.chdir(before.folder);
    process.env = before.environment;
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  const profiles = () => path.join(folder, 'config/eyrie/profiles.json');
  const robot = () => ({
    url: cloud.url,
    name: 'robot',
    credential: { kind: 'api-key', key },
  });
  /** As if nothing had been run before: two log-ins, and the names that the examples use. */
  beforeEach(async () => {
    await mkdir(path.dirname(profiles()), { recursive: true });
    const kept = { current: 'ridge', profiles: { ridge: robot(), robot: robot() } };
    await writeFile(profiles(), JSON.stringify(kept), { mode: 0o600 });
    const name = (table: 'device' | 'camera', id: string, text: string) =>
      cloud.database.query(`UPDATE ${table} SET name = $2 WHERE id = $1`, [
        uuidFromId(table, id as never),
        text,
      ]);
    await name('device', filled.worker.enrolment.deviceId, 'ridge-worker');
    await name('device', filled.coordinator.enrolment.deviceId, 'hut');
    await name('camera', filled.cameraId, 'South');
  });

  const json = async <Body>(...words: string[]): Promise<Body> => {
    const { code, out, error } = await eyrieHere([...words, '--json']);
    if (code !== 0) throw new Error(`eyrie ${words.join(' ')} ended with ${code}: ${error}`);
    return JSON.parse(out) as Body;
  };

  describe('examples of --help and docs/cli.md', () => {
    const all = (command: Table): { line: string }[] => [
      ...examplesOf(command),
      ...command.commands.flatMap(all),
    ];
    it.each(all(eyrieProgram()).map(({ line }) => line))('%s', async (line) => {
      const [program, ...words] = wordsOf(line, process.env);
      expect(program).toBe('eyrie');
      const { code, out, error } = await eyrieHere(words);
      expect([code, error]).toEqual([0, expect.not.stringMatching(/refused|mistake/)]);
      if (words.includes('tail')) return;
      expect(out).not.toBe('');
      if (words.includes('--json')) JSON.parse(out);
    });
  });

  it('make and end keys and invitations, and change what of the retention is named', async () => {
    type Made = { id: string; secret?: string; site_ids: string[] | null };
    type Ended = { items: { id: string; revoked_at: string | null }[] };
    // No key makes another one: that is for somebody who is logged in.
    const wanted = ['api-key', 'create', '--name', 'board', '--site', 'Ridge'];
    expect(await eyrieHere(wanted)).toMatchObject({ code: 1 });
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    const { cookie } = person;
    const me = { ...robot(), credential: { kind: 'session', cookie, expires_at } };
    await writeFile(profiles(), JSON.stringify({ current: 'me', profiles: { me } }));
    const board = await json<Made>(...wanted);
    expect(board).toMatchObject({ role: 'viewer', site_ids: [site.id] });
    const guest = createEyrie({ baseUrl: cloud.url, apiKey: board.secret ?? '' });
    expect(await guest.sites.list().toArray()).toHaveLength(1);
    await json('api-key', 'revoke', board.id);
    await expect(guest.sites.list().toArray()).rejects.toMatchObject({ status: 401 });
    const keys = await json<Ended>('api-key', 'list');
    expect(keys.items.find(({ id }) => id === board.id)?.revoked_at).not.toBeNull();

    const invited = await json<Made>('invitation', 'create', 'guest@example.org', '--days', '1');
    await json('invitation', 'revoke', invited.id);
    const invitations = await json<Ended>('invitation', 'list');
    expect(invitations.items.find(({ id }) => id === invited.id)?.revoked_at).not.toBeNull();

    type Kept = { policy: Record<string, number | null>; revision: number };
    const before = await json<Kept>('retention', 'show');
    const after = await json<Kept>('retention', 'set', '--frames', '30', '--media', '0.5');
    expect(after).toMatchObject({
      policy: { ...before.policy, frame_days: 30, media_bytes_max: 500_000_000 },
      revision: before.revision + 1,
    });
    await json('retention', 'set', '--frames', 'forever', '--dry-run');
    expect(await json('retention', 'show')).toMatchObject({ policy: after.policy });
    for (const wrong of [[], ['--frames', '0'], ['--media', 'much'], ['--events', '8']]) {
      expect(await eyrieHere(['retention', 'set', ...wrong])).toMatchObject({ code: 2 });
    }
  });

  it('log a person in at a terminal with a code, show nothing of the password, and log out', async () => {
    const someone = await cloud.newPerson({ organisationId: person.organisationId });
    const post = async (action: string, body: object) =>
      (await (
        await someone.fetch(`/v1/account/second-factor${action}`, { method: 'POST', body })
      ).json()) as { secret: string };
    const { secret } = await post('', { password: someone.password });
    const ago = Date.now() - 30_000;
    await post('/confirm', { code: codeAt(secret, ago) });
    const shown = await inTerminal(
      ['login', '--url', cloud.url, '--email', someone.email, '--profile', 'me'],
      [
        ['Password: ', someone.password],
        ['recovery code: ', () => codeAt(secret, Date.now())],
      ],
    );
    expect(shown).toContain(`as ${someone.email} (owner of `);
    expect(shown).not.toContain(someone.password);
    expect((await stat(profiles())).mode & 0o777).toBe(0o600);
    const { session } = await json<{ session: { user: { email: string } } }>('whoami');
    expect(session.user.email).toBe(someone.email);
    const kept = JSON.parse(await readFile(profiles(), 'utf8')) as {
      profiles: { me: { credential: { cookie: string } } };
    };
    const { cookie: sessionCookie } = kept.profiles.me.credential;
    const left = createEyrie({ baseUrl: cloud.url, sessionCookie });
    expect((await left.call(operations.sessionRead)).user.email).toBe(someone.email);
    expect(await json('logout')).toEqual({ profile: 'me', session_ended: true });
    await expect(left.call(operations.sessionRead)).rejects.toMatchObject({ status: 401 });
    expect(await readFile(profiles(), 'utf8')).not.toContain(sessionCookie);
  }, 120_000);

  it('refuse a log-in that is no good, and one over an open wire', async () => {
    await writeFile('wrong.txt', 'eyrie_nobody');
    const wrong = await eyrieHere(['login', '--key-file', 'wrong.txt', '--profile', 'x']);
    expect(wrong).toMatchObject({ code: 77, out: '' });
    const open = await eyrieHere([
      'login',
      '--url',
      'http://eyrie.example',
      '--key-file',
      'key.txt',
    ]);
    expect(open).toMatchObject({ code: 2, error: expect.stringContaining('is not encrypted') });
    expect(await readFile(profiles(), 'utf8')).not.toContain('eyrie.example');
    const noTerminal = await eyrieHere(['login', '--email', 'a@example.org']);
    expect(noTerminal).toMatchObject({ code: 2, error: expect.stringContaining('no terminal') });
  });

  it('send a credential to the cloud that it is of, and to no other', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const other = await eyrieHere(['site', 'list', '--url', nobody]);
    expect(other).toMatchObject({
      code: 2,
      error: expect.stringContaining('Nobody is logged in at'),
    });
    process.env['EYRIE_TOKEN'] = key;
    try {
      expect(await json('whoami')).toMatchObject({ source: 'key', kind: 'api-key' });
      const away = await eyrieHere(['site', 'list', '--url', nobody]);
      expect(away).toMatchObject({
        code: 69,
        error: expect.stringContaining(`No cloud answers at ${nobody}. Nothing listens there`),
      });
    } finally {
      delete process.env['EYRIE_TOKEN'];
    }
  });

  it('say what was meant, where a name or a command is a slip away', async () => {
    const said = async (...words: string[]): Promise<Ran> => eyrieHere(words);
    expect(await said('device', 'show', 'ridge-wroker')).toMatchObject({
      code: 2,
      error: expect.stringContaining('Did you mean "ridge-worker"?'),
    });
    expect((await said('site', 'show', 'Rigde')).error).toContain('Did you mean "Ridge"?');
    expect((await said('whoami', '--profile', 'robto')).error).toContain('Did you mean "robot"?');
    expect((await said('devcie', 'list')).error).toContain('Did you mean device?');
    expect(await said('device', 'revoke', 'hut')).toMatchObject({
      code: 2,
      error: expect.stringContaining('--yes'),
    });
    expect((await eyrie.devices.read(filled.coordinator.enrolment.deviceId)).access).toBe(
      'granted',
    );
  });

  it('fit their tables into a narrow terminal, and keep ids whole for programs', async () => {
    process.env['COLUMNS'] = '40';
    try {
      for (const words of [
        ['device', 'list'],
        ['site', 'list'],
        ['camera', 'list'],
        ['config', 'history', '--site', 'Ridge'],
      ]) {
        const { out } = await eyrieHere(words);
        expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40);
        expect(out).not.toContain('\u001B');
      }
    } finally {
      delete process.env['COLUMNS'];
    }
    expect((await eyrieHere(['site', 'list'])).out).toContain(site.id);
  });

  it('follow events, and go on where the last run was', async () => {
    const { coordinator, worker } = filled;
    const at = { bootEpoch: randomUUID(), sequence: 0 };
    const tell = async (type: string) => {
      at.sequence += 1;
      const record = eventRecord({ ...at }, { type, camera_id: filled.cameraId });
      await expectAnswer(leaderOf(coordinator), '/edge/v1/records', {
        method: 'POST',
        body: { records: [{ deviceId: worker.enrolment.deviceId, record }] },
      });
    };
    const tail = (...words: string[]) =>
      eyrieHere([
        'event',
        'tail',
        '--camera',
        'South',
        '--cursor-file',
        'place',
        '--json',
        ...words,
      ]);
    const first = tail('--count', '1');
    // Told again until somebody listens: nothing says from outside when it does.
    let isHeard = false;
    void first.finally(() => (isHeard = true));
    await eventually(
      'an event is heard',
      async () => {
        await tell('weather.alert');
        return isHeard;
      },
      60_000,
    );
    const lines = (await first).out.trim().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: { type: 'weather.alert' } });
    await tell('capture.failed');
    await tell('capture.failed');
    const second = await tail('--type', 'capture.failed', '--count', '2');
    expect(second.code).toBe(0);
    const told = second.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { cursor: string });
    expect(new Set(told.map(({ cursor }) => cursor)).size).toBe(2);
    expect((await readFile('place', 'utf8')).trim()).toBe(told[1]?.cursor);
  }, 60_000);

  it('download pictures and videos, go on with what was cut off, and find what is damaged', async () => {
    const run = (...words: string[]) =>
      eyrieHere(['media', 'download', 'South', '--out', 'saved', '--limit', '1', ...words]);
    expect((await run()).error).toMatch(/100 % {2}1\/1 files/);
    const [name = ''] = await readdir('saved');
    const whole = await readFile(path.join('saved', name));
    const image = await (await eyrie.frames.image(filled.frameId)).toBytes();
    expect(whole.equals(image)).toBe(true);
    await rm(path.join('saved', name));
    await writeFile(path.join('saved', `${name}.part`), whole.subarray(0, 100));
    expect((await run()).code).toBe(0);
    expect((await readFile(path.join('saved', name))).equals(whole)).toBe(true);
    await rm(path.join('saved', name));
    await writeFile(path.join('saved', `${name}.part`), Buffer.alloc(100));
    expect(await run()).toMatchObject({
      code: 1,
      error: expect.stringContaining('is not what the cloud has'),
    });
    await rm('saved', { recursive: true });
    const video = await run('--kind', 'timelapses', '--json');
    expect(JSON.parse(video.out)).toMatchObject({
      bytes: 10_000,
      file: expect.stringMatching(/\.mp4$/),
    });
  });

  it('say what a setting would do, do it, and take it back', async () => {
    const heartbeat = ['telemetry.heartbeat_seconds', '--site', 'Ridge'] as const;
    const value = async () => (await json<{ value: number }>('config', 'get', ...heartbeat)).value;
    const was = await value();
    const set = ['config', 'set', 'telemetry.heartbeat_seconds', '20', '--site', 'Ridge'];
    expect(await eyrieHere(set)).toMatchObject({
      code: 2,
      error: expect.stringContaining('--reason'),
    });
    const trial = await eyrieHere([...set, '--reason', 'a trial', '--dry-run']);
    expect(trial.out).toMatch(new RegExp(`telemetry.heartbeat_seconds +${was} +20`));
    expect(await value()).toBe(was);
    const version = (await eyrie.configurations.read(site.id)).version;
    await json(...set, '--reason', 'for good');
    expect(await value()).toBe(20);
    expect((await eyrieHere(['config', 'diff', '--site', 'Ridge'])).out).toMatch(/ 20$/m);
    await json('config', 'rollback', String(version), '--site', 'Ridge');
    expect(await value()).toBe(was);
    const refused = await eyrieHere([
      ...['config', 'set', 'telemetry.heartbeat_seconds', '-1', '--site', 'Ridge', '--reason', 'x'],
    ]);
    expect(refused).toMatchObject({ code: 1, error: expect.stringContaining('heartbeat_seconds') });
  });

  describeGettingStarted();

  describePiInstall(() => ({ cloud, person }));

  describeImageFlash('Ridge');

  /** Runs `eyrie` on a terminal of its own, and answers its questions as they come. */
  function inTerminal(
    words: readonly string[],
    answers: readonly (readonly [question: string, answer: string | (() => string)])[],
  ): Promise<string> {
    const line = [process.execPath, bin, ...words].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qefc', line, '/dev/null'], {
      env: { ...process.env, NODE_OPTIONS: '', TERM: 'dumb' },
    });
    const left = [...answers];
    let shown = '';
    child.stdout.on('data', (chunk: Buffer) => {
      shown += chunk.toString();
      const [next] = left;
      if (!next || !shown.endsWith(next[0])) return;
      left.shift();
      child.stdin.write(`${typeof next[1] === 'string' ? next[1] : next[1]()}\r`);
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) =>
        code === 0 ? resolve(shown) : reject(new Error(`ended with ${code}: ${shown}`)),
      );
    });
  }
});
