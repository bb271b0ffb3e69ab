import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import { SimulatedDisk } from '@eyrie/journal';
import { TestCloudServer, TestEnrolmentCloud } from '../testing/index.ts';
import { AccessTokens } from './access-tokens.ts';
import { BackOff } from './back-off.ts';
import { DeviceIdentity, type OpenIdentityOptions } from './device-identity.ts';

const token = 'a-provisioning-token';
const board = '10000000abcdef01';
const otherBoard = '10000000abcdef02';

describe('an identity and its board', () => {
  const deviceId = idFromUuid('device', randomUUID());
  let folder: string;
  let directory: string;
  let server: TestCloudServer;

  const open = (options: Partial<OpenIdentityOptions> = {}) =>
    DeviceIdentity.open({
      directory,
      board,
      provisionUrl: server.url,
      hardware: { serial: board, model: 'test', os: 'test' },
      backOff: new BackOff({ firstMs: 1, mostMs: 5 }),
      ...options,
    });
  const enrolled = (options: Partial<OpenIdentityOptions> = {}) =>
    open({ provisionToken: token, ...options });
  const anywhere = async (): Promise<string> => {
    const names = await readdir(directory);
    const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'latin1')));
    return texts.join('\n');
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eyrie-board-'));
    directory = join(folder, 'identity');
    const cloud = await TestEnrolmentCloud.create(
      idFromUuid('site', randomUUID()),
      idFromUuid('organisation', randomUUID()),
    );
    cloud.addToken(token, { deviceId, role: 'worker' });
    server = await TestCloudServer.start(cloud);
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('belong together: the key opens at each start, and lies nowhere in the open', async () => {
    const first = await enrolled();
    const again = await open();
    expect(again.tlsOptions()).toEqual(first.tlsOptions());
    const written = await anywhere();
    expect(written).toContain('EYRIE BOARD-BOUND PRIVATE KEY');
    const { d = '' } = first.privateKey.export({ format: 'jwk' });
    for (const form of ['base64', 'latin1', 'hex'] as const) {
      expect(written).not.toContain(Buffer.from(d, 'base64url').toString(form).slice(0, 40));
    }
    expect(written).not.toContain('BEGIN PRIVATE KEY');
    // With the serial number beside it the key would be a matter of seconds.
    expect(written).not.toContain(board);
  });

  it('do not on another board: the device asks nobody, and says what to do', async () => {
    await enrolled();
    const asked = server.requests.length;
    for (const elsewhere of [otherBoard, null]) {
      const opening = open({ board: elsewhere });
      await expect(opening).rejects.toMatchObject({ code: 'identity.other_board' });
      await expect(opening).rejects.toThrow(/Put the card back.*"Replace the hardware"/);
    }
    expect(server.requests).toHaveLength(asked);
    // Back in its own it is who it was.
    expect((await open()).deviceId).toBe(deviceId);
  });

  it('do not for a copy of the card, which signs nothing', async () => {
    await enrolled();
    const copy = join(folder, 'copy');
    await cp(directory, copy, { recursive: true });
    await expect(open({ directory: copy, board: otherBoard })).rejects.toMatchObject({
      code: 'identity.other_board',
    });
  });

  it('are joined anew by a claim for the device: another key, the same device', async () => {
    const before = await enrolled();
    server.cloud.addToken('a-claim-that-replaces', { deviceId, role: 'worker' });
    const provisionFile = join(folder, 'provision.txt');
    await writeFile(provisionFile, 'PROVISION_TOKEN=a-claim-that-replaces\n');
    const after = await open({ board: otherBoard, provisionFile });
    expect(after.deviceId).toBe(deviceId);
    expect(after.privateKey.equals(before.privateKey)).toBe(false);
    expect(await readFile(provisionFile, 'utf8')).not.toContain('a-claim');
    const again = await open({ board: otherBoard, provisionFile });
    expect(again.tlsOptions()).toEqual(after.tlsOptions());
    expect(server.cloud.bearer(await new AccessTokens(again).get())).toBe(deviceId);
    await expect(open()).rejects.toMatchObject({ code: 'identity.other_board' });
  });

  it('are not joined by a token that was used, or is for another device', async () => {
    await enrolled();
    await expect(enrolled({ board: otherBoard })).rejects.toThrow(/refused the token \(401\)/);
    const other = { deviceId: idFromUuid('device', randomUUID()), role: 'worker' } as const;
    server.cloud.addToken('a-claim-of-another', other);
    const opening = open({ board: otherBoard, provisionToken: 'a-claim-of-another' });
    await expect(opening).rejects.toThrow(/the token was for another device/);
    expect((await open()).deviceId).toBe(deviceId);
  });

  it('are joined at the next start where the key lay in the open before', async () => {
    const before = await enrolled({ board: null });
    expect(await anywhere()).toContain('BEGIN PRIVATE KEY');
    const after = await open();
    expect(after.privateKey.equals(before.privateKey)).toBe(true);
    expect(await anywhere()).not.toContain('BEGIN PRIVATE KEY');
    await expect(open({ board: otherBoard })).rejects.toMatchObject({
      code: 'identity.other_board',
    });
  });

  it('are told apart from a file that is damaged', async () => {
    await enrolled();
    const path = join(directory, 'key.pem');
    const text = await readFile(path, 'utf8');
    const at = text.indexOf('\n') + 60;
    const other = text[at] === 'A' ? 'B' : 'A';
    await writeFile(path, `${text.slice(0, at)}${other}${text.slice(at + 1)}`);
    await expect(open()).rejects.toMatchObject({ code: 'identity.damaged' });
  });

  it('are given up by a card that has not enrolled yet: its key is worth nothing', async () => {
    const stop = new AbortController();
    const waiting = enrolled({
      provisionUrl: 'http://127.0.0.1:9',
      signal: stop.signal,
      onWaiting: () => stop.abort(),
    });
    await expect(waiting).rejects.toThrow(/abort/i);
    expect((await enrolled({ board: otherBoard })).deviceId).toBe(deviceId);
  });

  // Two of the four ways: each look at a key costs what guessing a serial number is to cost.
  it.each(['drop', 'torn'] as const)(
    'survive a power cut at any step of being joined (%s)',
    async (mode) => {
      let struck = true;
      for (let call = 1; struck; call += 1) {
        const disk = new SimulatedDisk({ seed: call });
        const own = { directory: '/identity', disk, provisionToken: `${token}-${mode}-${call}` };
        server.cloud.addToken(own.provisionToken, { deviceId, role: 'worker' });
        const before = await open({ ...own, board: null });
        disk.cutPowerAtCall(disk.calls + call, mode);
        await open(own).catch(() => null);
        struck = !disk.isPowered;
        if (struck) disk.restorePower();
        else disk.cutPower(mode);
        const after = await open(own);
        expect(after.privateKey.equals(before.privateKey)).toBe(true);
      }
    },
    60_000,
  );

  it('show how often the card was started, which a power cut does not take back', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const own = { directory: '/identity', disk, provisionToken: token };
    const runs = [];
    for (let count = 0; count < 4; count += 1) {
      runs.push((await open(own)).run);
      disk.cutPower('drop');
      disk.restorePower();
    }
    expect(runs.map(({ start }) => start)).toEqual([1, 2, 3, 4]);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(4);
  });
});
