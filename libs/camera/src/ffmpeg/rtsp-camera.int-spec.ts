import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RtspServer, type RtspServerOptions } from '../../testing/rtsp-server.ts';
import type { Camera } from '../camera.ts';
import { validateFrame } from '../frame-check.ts';
import { openCamera } from '../open-camera.ts';

const size = { width: 320, height: 240 };
const person = { user: 'a@b', password: "p'w:/x%20" };

describe('a camera that streams by RTSP', () => {
  let server: RtspServer;
  let camera: Camera;
  let scratchFolder: string;
  afterEach(async () => {
    await camera.close();
    await server.stop();
    await rm(scratchFolder, { recursive: true, force: true });
  });

  const open = async (keepOpen: boolean, more: Partial<RtspServerOptions> = {}, url?: string) => {
    scratchFolder = await mkdtemp(join(tmpdir(), 'eyrie-rtsp-'));
    server = await RtspServer.start({ ...size, ...more });
    const options = { driver: 'rtsp', url: url ?? server.url, keepOpen, ...person } as const;
    const environment = { networks: ['127.0.0.0/8'], scratchFolder };
    camera = await openCamera('c1', options, environment);
  };
  const take = (timeoutMs = 20_000) =>
    camera.capture({ slotAt: Date.now(), signal: AbortSignal.timeout(timeoutMs) });
  /** Of every process of the machine that runs ffmpeg. */
  const commandLines = async (): Promise<string[]> => {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const lines = await Promise.all(
      pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    );
    return lines.filter((line) => line.includes('ffmpeg') && line.includes('concat'));
  };

  it('gives a frame by ffmpeg, and lets go of the camera', async () => {
    await open(false, person);
    const frame = await take();
    expect(await validateFrame(frame.jpeg, size)).toMatchObject({ ok: true });
    expect(camera.info).toMatchObject({ driver: 'rtsp', ...size });
    expect(frame.exposure).toBeNull();
    const deadline = Date.now() + 30_000;
    while (server.connections > 0 && Date.now() < deadline) await delay(20);
    expect(server.connections).toBe(0);
  });

  it('is kept open: each frame is a new one, by one connection', async () => {
    await open(true, person);
    const frames = [await take(), await take(), await take()];
    expect(new Set(frames.map(({ jpeg }) => Buffer.from(jpeg).toString('base64'))).size).toBe(3);
    expect(server.requests.filter((request) => request.startsWith('PLAY'))).toHaveLength(1);
    // No list of processes shows the password, nor does the environment.
    const lines = await commandLines();
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join()).not.toContain('p%27w');
    expect(lines.join()).not.toContain(person.password);
  });

  it('begins anew when the stream breaks off', async () => {
    await open(true, person);
    await take();
    await server.stop();
    // What was on the way still comes.
    const afterwards = async (): Promise<unknown> => {
      for (;;) await take(6_000);
    };
    await expect(afterwards()).rejects.toMatchObject({ name: 'CameraError' });
  });

  it('tells a stream without pictures from one that is there', async () => {
    await open(false, person);
    server.fault = 'silent';
    await expect(take(2_500)).rejects.toMatchObject({ kind: 'hang' });
  });

  it('says that it is not taken for who it is, and the password to nobody', async () => {
    await open(false, { user: 'a@b', password: 'another' });
    const failed = (await take().catch((error: unknown) => error)) as Error;
    expect(failed).toMatchObject({ kind: 'failed' });
    expect(failed.message).toMatch(/401|authoriz/i);
    expect(failed.message).not.toMatch(/p'w|p%27w/);
  });

  it('says that nothing is there', async () => {
    await open(false, {}, 'rtsp://127.0.0.1:9/x');
    await expect(take()).rejects.toMatchObject({ kind: 'unplugged' });
  });

  it('is only in networks that are allowed', async () => {
    await open(false);
    const elsewhere = await openCamera(
      'c2',
      { driver: 'rtsp', url: server.url },
      { scratchFolder },
    );
    const signal = AbortSignal.timeout(30_000);
    await expect(elsewhere.capture({ slotAt: 0, signal })).rejects.toThrow('EYRIE_CAMERA_NETWORKS');
  });
});
