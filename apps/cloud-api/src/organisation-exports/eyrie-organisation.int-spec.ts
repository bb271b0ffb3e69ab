import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { newApiKey } from '../testing/credentials.ts';
import { runEyrie } from '../testing/eyrie.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';

/** Passes everything on; archives break off after so many bytes, once for each number. */
async function startBreakingProxy(
  target: string,
  breaks: number[],
  hasArrived: (bytes: number) => Promise<void>,
): Promise<Server> {
  const ranges: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url = '/' } = incoming;
    const passed = request(`${target}${url}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      const limit = url.includes('/file?') ? breaks.shift() : undefined;
      if (url.includes('/file?')) ranges.push(headers.range ?? '');
      if (limit === undefined) return void answer.pipe(outgoing);
      const from = Number(/\d+/.exec(headers.range ?? '0')?.[0]);
      let sent = 0;
      answer.on('data', (chunk: Buffer) => {
        const part = chunk.subarray(0, limit - sent);
        sent += part.length;
        if (part.length === 0) return;
        outgoing.write(part);
        // What is under way when a line is cut is lost with it: cut once it is where it should be.
        if (sent >= limit) void hasArrived(from + sent).then(() => outgoing.destroy());
      });
    });
    passed.on('error', () => outgoing.destroy());
    outgoing.on('error', () => passed.destroy());
    incoming.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(server, { ranges });
}

describe('eyrie organisation', () => {
  let cloud: TestApp;
  let alpha: FilledOrganisation;
  let folder: string;
  let keyFile: string;
  beforeAll(async () => {
    cloud = await startTestApp();
    alpha = await fillOrganisation(cloud, 'alphacanary');
    folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-organisation-'));
    keyFile = path.join(folder, 'key');
    await writeFile(keyFile, (await newApiKey(alpha.owner, 'admin')).secret);
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  const at = (name: string) => path.join(folder, name);
  const run = (words: string[], url = cloud.url) =>
    runEyrie(['organisation', ...words, '--url', url, '--key-file', keyFile]);
  const verify = (file: string) => runEyrie(['organisation', 'verify', file]);
  const sha256 = async (file: string) =>
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex');

  it('export: makes an archive, gets it and checks it, with real counters on the way', async () => {
    const file = at('whole.tar');
    const { code, out, error } = await run(['export', '--out', file]);
    expect([code, error]).toEqual([0, expect.stringMatching(/\d+\/\d+ rows and files {2}Made\n/)]);
    expect(out).toMatch(/rows and [1-9]\d* files, all hashes right/);
    expect(out).toContain(await sha256(file));
    expect([existsSync(`${file}.part`), existsSync(`${file}.part.json`)]).toEqual([false, false]);
    expect(await verify(file)).toMatchObject({ code: 0, out: expect.stringContaining('is whole') });
    const told = await run(['export', '--out', at('json.tar'), '--no-media', '--json']);
    expect(JSON.parse(told.out)).toMatchObject({
      with_media: false,
      sha256: await sha256(at('json.tar')),
      checked: { files: 0, media_missing: [] },
    });
    expect(told.error).toBe('');
  }, 120_000);

  it('export: goes on where the line was cut, within a run and in the next one', async () => {
    const breaks = [2_000, 5_000];
    const file = at('cut.tar');
    const proxy = await startBreakingProxy(cloud.url, breaks, async (bytes) => {
      const size = async () => (await stat(`${file}.part`).catch(() => null))?.size ?? 0;
      const deadline = Date.now() + 60_000;
      while ((await size()) < bytes && Date.now() < deadline) await delay(20);
    });
    const { ranges } = proxy as Server & { ranges: string[] };
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    try {
      expect(await run(['export', '--out', file], url)).toMatchObject({ code: 0 });
      expect(ranges).toEqual(['bytes=0-', 'bytes=2000-', 'bytes=7000-']);
    } finally {
      proxy.close();
      proxy.closeAllConnections();
    }
    expect(await verify(file)).toMatchObject({ code: 0 });
  }, 120_000);

  it('export: finds the archive that an earlier run has begun, and asks for what is missing', async () => {
    const file = at('again.tar');
    expect(await run(['export', '--out', file, '--no-download'])).toMatchObject({ code: 0 });
    const { code } = await run(['export', '--out', file]);
    expect(code).toBe(0);
    // As a run leaves it that was killed in the middle of its download.
    const whole = await readFile(file);
    const page = await alpha.owner.fetch('/v1/operations?kind=organisation.export&page_size=1');
    const [operation] = ((await page.json()) as { items: { id: string }[] }).items;
    await writeFile(`${file}.part`, whole.subarray(0, 3_000));
    await writeFile(`${file}.part.json`, JSON.stringify({ operation_id: operation?.id }));
    await rm(file);
    const before = await exports();
    expect(await run(['export', '--out', file])).toMatchObject({ code: 0 });
    expect((await readFile(file)).equals(whole)).toBe(true);
    expect(await exports()).toBe(before);
    // And a part that is of something else is found out.
    await writeFile(`${file}.part`, Buffer.alloc(3_000, 7));
    await writeFile(`${file}.part.json`, JSON.stringify({ operation_id: operation?.id }));
    expect(await run(['export', '--out', file])).toMatchObject({
      code: 1,
      error: expect.stringContaining('is not what the cloud has'),
    });
  }, 120_000);
  const exports = async () =>
    ((await (await alpha.owner.fetch('/v1/organisation/exports')).json()) as { items: unknown[] })
      .items.length;

  it('verify: names what was changed, cut off, or is no archive', async () => {
    const file = at('whole.tar');
    if (!existsSync(file)) await run(['export', '--out', file]);
    const whole = await readFile(file);
    const changed = Buffer.from(whole);
    const place = changed.indexOf('alphacanary');
    changed[place] = 0x41;
    await writeFile(at('changed.tar'), changed);
    expect(await verify(at('changed.tar'))).toMatchObject({
      code: 1,
      error: expect.stringMatching(/^tables\/\w+\.ndjson in .*changed/),
    });
    await writeFile(at('short.tar'), whole);
    await truncate(at('short.tar'), 10_000);
    expect(await verify(at('short.tar'))).toMatchObject({
      code: 1,
      error: expect.stringContaining('was cut off'),
    });
    await writeFile(at('other.tar'), Buffer.alloc(4_096, 1));
    expect(await verify(at('other.tar'))).toMatchObject({
      code: 1,
      error: expect.stringContaining('is damaged'),
    });
    expect(await verify(at('nothing.tar'))).toMatchObject({ code: 2 });
  }, 120_000);

  it('erase: is for an owner who is logged in, with the name typed; and is cancelled', async () => {
    const named = ['--name', 'alphacanary Observatory', '--reason', 'we have stopped'];
    expect(await run(['erase', ...named])).toMatchObject({
      code: 1,
      error: expect.stringContaining('Your role does not permit this.'),
    });
    expect(await run(['erase'])).toMatchObject({ code: 2 });
    const home = at('home');
    await mkdir(home);
    const { email, password } = alpha.owner;
    await writeFile(path.join(home, 'login.json'), JSON.stringify({ email, password }));
    const asOwner = (...words: string[]) =>
      runEyrie(['organisation', ...words], {
        environment: {
          EYRIE_HOME: home,
          PORT: new URL(cloud.url).port,
        },
      });
    expect(await asOwner('erase', '--name', 'another', '--reason', 'a mistake')).toMatchObject({
      code: 1,
    });
    const asked = await asOwner('erase', ...named, '--json');
    expect(JSON.parse(asked.out)).toMatchObject({
      erasure: { reason: 'we have stopped', begun_at: null },
    });
    expect((await run(['erasure', 'show'])).out).toContain('we have stopped');
    expect(await asOwner('erasure', 'cancel')).toMatchObject({
      code: 0,
      out: expect.stringContaining('The organisation stays'),
    });
    expect((await run(['erasure', 'show'])).out).toContain('no erasure');
  }, 120_000);
});
