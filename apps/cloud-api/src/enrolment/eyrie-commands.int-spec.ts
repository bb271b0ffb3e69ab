import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  CreatedProvisioningToken,
  Device,
  KnownDevice,
  PendingEnrolment,
  ProvisioningToken,
  Site,
  SiteTrustView,
} from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { newApiKey } from '../testing/credentials.ts';
import { enrol, newDevice, newDeviceKey, newSite } from '../testing/edge.ts';
import { type EyrieRun, runEyrie } from '../testing/eyrie.ts';

/** `eyrie device`, `eyrie token` and `eyrie site rotate-ca`, as processes, at this cloud. */
describe('the commands for devices', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  let folder: string;
  let keyFile: string;
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    site = await newSite(person);
    folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-commands-'));
    keyFile = path.join(folder, 'key');
    const { secret } = await newApiKey(person, 'admin');
    await writeFile(keyFile, `${secret}\n`);
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true });
  });

  const at = (): string[] => ['--url', cloud.url, '--key-file', keyFile];
  const run = (...words: string[]): Promise<EyrieRun> => runEyrie([...words, ...at()]);
  /** What `--json` prints. */
  const json = async <Body>(...words: string[]): Promise<Body> => {
    const { code, out, error } = await run(...words, '--json');
    if (code !== 0) throw new Error(`eyrie ${words.join(' ')} ended with ${code}: ${error}`);
    return JSON.parse(out) as Body;
  };
  interface Listed {
    waiting: PendingEnrolment[];
    devices: Device[];
  }

  it('make a token for several, let one device in by its words, and send one away', async () => {
    const made = await json<CreatedProvisioningToken>(
      ...['token', 'create', '--name', 'ridge', '--uses', '3', '--days', '2'],
    );
    expect(made).toMatchObject({ site_id: site.id, role: 'worker', uses_max: 3 });
    for (const serial of ['20000001', '20000002']) {
      const answer = await enrol(cloud, made.secret, await newDeviceKey(), undefined, { serial });
      expect(answer.statusCode).toBe(202);
    }
    const { waiting } = await json<Listed>('device', 'list');
    expect(waiting.map(({ serial }) => serial).sort()).toEqual(['20000001', '20000002']);
    const first = waiting.find(({ serial }) => serial === '20000001')!;
    const shown = await run('device', 'list', '--site', site.name);
    expect(shown.out).toMatch(/^WAITS +SERIAL +MODEL +FROM +AS$/m);
    expect(shown.out).toContain(first.key_words);

    const approved = await json<PendingEnrolment>(
      ...['device', 'approve', first.key_words, '--name', 'north ridge'],
    );
    expect(approved).toMatchObject({ id: first.id, state: 'approved', device_name: 'north ridge' });
    const rejected = await json<PendingEnrolment>(
      ...['device', 'reject', '20000002', '--reason', 'not ours'],
    );
    expect(rejected).toMatchObject({ serial: '20000002', state: 'rejected' });
    expect((await json<Listed>('device', 'list')).waiting).toEqual([]);

    const again = await run('device', 'approve', '20000001');
    expect(again).toMatchObject({ code: 2, out: '' });
    expect(again.error).toContain('No device waits by 20000001');
  }, 120_000);

  it('print secrets once, one a line, and end a token', async () => {
    const plain = await run('token', 'create', '--name', 'one camera');
    expect(plain).toMatchObject({ code: 0, error: '' });
    expect(plain.out).toMatch(/^one camera\t\S{20,}\n$/);
    const claims = await json<{ items: CreatedProvisioningToken[] }>(
      'token',
      'create',
      '--name',
      'card',
      '--claims',
      '3',
    );
    expect(new Set(claims.items.map(({ secret }) => secret)).size).toBe(3);
    const { items } = await json<{ items: ProvisioningToken[] }>('token', 'list');
    expect(JSON.stringify(items)).not.toContain(claims.items[0]!.secret);
    const { id, secret } = claims.items[0]!;
    expect((await run('token', 'revoke', id)).code).toBe(0);
    expect((await enrol(cloud, secret, await newDeviceKey())).statusCode).toBe(401);
    expect((await run('token', 'list')).out).toMatch(new RegExp(`^${id} .*revoked$`, 'm'));
    const wrong = await run('token', 'create', '--name', 'x', '--uses', 'many');
    expect(wrong.code).not.toBe(0);
  }, 120_000);

  it('make serials known from a file and from the standard input', async () => {
    const file = path.join(folder, 'serials.csv');
    await writeFile(file, 'serial,name\n30000001,hut\n30000002,pass\n');
    const all = await json<{ items: KnownDevice[] }>('device', 'import', file);
    expect(all.items.map(({ serial }) => serial).sort()).toEqual(['30000001', '30000002']);
    const more = JSON.stringify([{ serial: '30000003', name: 'lake' }]);
    const read = await runEyrie(['device', 'import', '-', ...at()], { input: more });
    expect(read).toMatchObject({ code: 0, out: `1 taken; ${site.name} knows 3 serials.\n` });
    await writeFile(file, '[{"name":"no serial"}]');
    expect(await run('device', 'import', file)).toMatchObject({
      code: 2,
      error: expect.stringContaining('is no list of serials'),
    });
  }, 120_000);

  it('begin another authority, say for whom it waits, and go on without', async () => {
    await newDevice(cloud, person, site, 'coordinator', 'the hut');
    const before = await json<SiteTrustView>('site', 'rotate-ca', '--status');
    expect(before.rotation).toBeNull();
    const begun = await json<SiteTrustView>('site', 'rotate-ca', '--no-wait', '--reason', 'habit');
    expect(begun.rotation?.phase).toBe('distributing');
    const status = await run('site', 'rotate-ca', '--status');
    expect(status.out).toMatch(/0 of \d+ trust the new authority; waits for .*the hut/);
    const next = await json<SiteTrustView>('site', 'rotate-ca', '--proceed', '--no-wait');
    expect(next.rotation?.phase).toBe('renewing');
  }, 120_000);

  it('write cards, each with a claim of its own that lets one device in', async () => {
    const image = path.join(folder, 'eyrie.img');
    await writeFile(image, '');
    await truncate(image, 8 * 1024 * 1024);
    execFileSync('sfdisk', ['--quiet', image], { input: 'label: dos\nstart=2048, type=c\n' });
    execFileSync('mformat', ['-i', `${image}@@1M`, '-T', '14336', '-h', '2', '-s', '32', '::']);
    const settings = path.join(folder, 'all-cards.txt');
    await writeFile(settings, 'WIFI_NAME=Alp\nPROVISION_TOKEN=of-somebody-else\n');
    const cards = path.join(folder, 'cards');
    const flash = (...words: string[]) =>
      run('image', 'flash', '--image', image, '--count', '2', ...words);
    const common = ['--name', 'Grat', '--settings', settings, '--out', cards];

    const clear = await flash(...common);
    expect(clear).toMatchObject({ code: 2, error: expect.stringContaining('--cloud https://') });
    const done = await flash(...common, '--cloud', 'https://cloud.example.org');
    const sheet = path.join(cards, 'labels.pdf');
    expect(done).toMatchObject({ code: 0, error: `A label for each card: ${sheet}\n` });
    const names = (await readdir(cards)).filter((name) => name !== 'labels.pdf').sort();
    expect(names).toEqual(['grat-1.img', 'grat-2.img']);
    expect((await readFile(sheet)).subarray(0, 5).toString()).toBe('%PDF-');
    const texts = names.map((name) =>
      execFileSync('mtype', ['-i', `${path.join(cards, name)}@@1M`, '::provision.txt'], {
        encoding: 'utf8',
      }),
    );
    const claims = texts.map((text) => /^PROVISION_TOKEN=(\S+)$/m.exec(text)?.[1] ?? '');
    expect(texts[1]).toBe(
      `PROVISION_URL=https://cloud.example.org\nPROVISION_TOKEN=${claims[1]}\nROLE=worker\nHOST_NAME=grat-2\n\nWIFI_NAME=Alp\n`,
    );
    expect(new Set(claims).size).toBe(2);
    const first = await enrol(cloud, claims[0] ?? '', await newDeviceKey());
    const second = await enrol(cloud, claims[0] ?? '', await newDeviceKey());
    expect([first.statusCode, second.statusCode]).toEqual([200, 401]);
    const folderAsDevice = await run(
      ...['image', 'flash', '--image', image, '--count', '1', '--name', 'x', '--device', folder],
    );
    expect(folderAsDevice.error).toContain('is not a block device');
  }, 120_000);

  it('say which site is meant, what the cloud refused, and that none is there', async () => {
    const unknown = await run('device', 'list', '--site', 'nowhere');
    expect(unknown).toMatchObject({ code: 2, error: expect.stringContaining(site.name) });
    const refused = await run('token', 'revoke', 'ptk_unknown');
    expect(refused.code).toBe(1);
    expect(refused.error).toContain('The cloud refused:');
    const away = await runEyrie([
      ...['token', 'list', '--url', 'http://127.0.0.1:1', '--key-file', keyFile],
    ]);
    expect(away.error).toContain('No cloud answers at http://127.0.0.1:1');
    expect(away.code).not.toBe(0);
  }, 120_000);
});
