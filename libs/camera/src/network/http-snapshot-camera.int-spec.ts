import { afterEach, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { SnapshotServer, type SnapshotServerOptions } from '../../testing/snapshot-server.ts';
import { testPicture } from '../../testing/test-picture.ts';
import { CameraError } from '../camera.errors.ts';
import type { Camera } from '../camera.ts';
import { validateFrame } from '../frame-check.ts';
import { openCamera } from '../open-camera.ts';

const size = { width: 320, height: 240 };
const person = { user: 'eyrie', password: 'correct "horse", staple' };

describe('a camera that gives snapshots', () => {
  let server: SnapshotServer;
  let camera: Camera;
  afterEach(async () => {
    await camera.close();
    await server.stop();
  });

  const open = async (more: Partial<SnapshotServerOptions> = {}, url?: string) => {
    server = await SnapshotServer.start({ ...size, ...more });
    const options = { driver: 'http-snapshot', url: url ?? server.url, ...person } as const;
    camera = await openCamera('c1', options, { networks: ['127.0.0.0/8'] });
  };
  const take = (timeoutMs = 4_000) =>
    camera.capture({ slotAt: Date.now(), signal: AbortSignal.timeout(timeoutMs) });
  const answering = (answer: (response: ServerResponse) => void) => {
    server.answer = (_, response) => answer(response);
  };

  it('gives a frame, and has its size from then on', async () => {
    await open();
    expect(camera.info).toMatchObject({ width: 0, height: 0, simulated: false });
    const frame = await take();
    expect(camera.info).toMatchObject(size);
    expect(frame.exposure).toBeNull();
    expect(await validateFrame(frame.jpeg, camera.info)).toMatchObject({ ok: true });
  });

  it.each(['basic', 'MD5', 'SHA-256'] as const)('is told who asks: %s', async (authentication) => {
    await open({ authentication, ...person });
    await take();
    await take();
    // Asked once, remembered after.
    expect(server.requests.map(({ authorization }) => authorization !== null)).toEqual([
      false,
      true,
      true,
    ]);
    server.changeNonce();
    await expect(take()).resolves.toMatchObject(size);
  });

  it('is told no password in the clear where it asks for a digest', async () => {
    await open({ authentication: 'SHA-256', ...person });
    await take();
    const sent = JSON.stringify(server.requests);
    expect(sent).not.toContain('horse');
    expect(sent).not.toContain(Buffer.from(`eyrie:${person.password}`).toString('base64'));
  });

  it('says so when it refuses the password', async () => {
    await open({ authentication: 'MD5', user: 'eyrie', password: 'another' });
    const failed = (await take().catch((error: unknown) => error)) as Error;
    expect(failed).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('does not take'),
    });
    expect(failed.message).not.toContain('horse');
    expect(server.requests).toHaveLength(2);
  });

  it.each([
    [
      'no JPEG',
      'bad-frame',
      (r: ServerResponse) => r.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    ],
    ['a failure', 'failed', (r: ServerResponse) => r.writeHead(500).end()],
    ['that it is busy', 'busy', (r: ServerResponse) => r.writeHead(503).end()],
    ['nothing', 'hang', () => undefined],
    [
      'half a picture',
      'bad-frame',
      (r: ServerResponse) => {
        r.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': 9_000 });
        r.write(Buffer.alloc(4_000), () => r.destroy());
      },
    ],
    [
      'more than a picture has',
      'bad-frame',
      (r: ServerResponse) => {
        r.writeHead(200, { 'content-type': 'image/jpeg' });
        const pour = (): void => {
          while (!r.destroyed && r.write(Buffer.alloc(1024 * 1024))) continue;
          if (!r.destroyed) r.once('drain', pour);
        };
        pour();
      },
    ],
  ])('answers %s', async (_, kind, answer) => {
    await open();
    answering(answer);
    // Only who says nothing needs an end; a busy machine takes its time to pour out a picture.
    await expect(take(kind === 'hang' ? 1_500 : 20_000)).rejects.toMatchObject({ kind });
    server.answer = null;
    // One that was given up takes a moment to let go.
    const again = async () => {
      for (;;) {
        const got = await take().catch((error: unknown) => error);
        if (!(got instanceof CameraError && got.kind === 'busy')) return got;
      }
    };
    expect(await again()).toMatchObject(size);
  });

  it('is not there', async () => {
    await open({}, 'http://127.0.0.1:9/');
    await expect(take()).rejects.toMatchObject({ kind: 'unplugged' });
  });

  it('sends us on, within bounds and with the password for nobody else', async () => {
    await open({ authentication: 'basic', ...person });
    const other = await SnapshotServer.start({ ...size, authentication: 'basic', ...person });
    const to = (url: string) =>
      answering((response) => response.writeHead(302, { location: url }).end());
    to(other.url);
    await expect(take()).rejects.toMatchObject({ kind: 'failed' });
    expect(other.requests).toEqual([{ url: expect.any(String), authorization: null }]);
    to(server.url);
    await expect(take()).rejects.toThrow('more than 3 times');
    for (const elsewhere of ['http://192.0.2.1/', 'http://[::1]/', 'file:///etc/passwd']) {
      to(elsewhere);
      await expect(take()).rejects.toMatchObject({ kind: 'failed' });
    }
    await other.stop();
  });

  it.each([
    'http://127.0.0.1/',
    'http://localhost/',
    'http://169.254.169.254/',
    'http://[::1]/',
    'http://192.0.2.7/',
    'http://[::ffff:127.0.0.1]/',
  ])('is only in networks that are allowed, not %s', async (url) => {
    server = await SnapshotServer.start(size);
    camera = await openCamera('c1', { driver: 'http-snapshot', url });
    await expect(take()).rejects.toThrow('EYRIE_CAMERA_NETWORKS');
  });

  it('takes another size for its own once it stays', async () => {
    await open();
    await take();
    const small = await testPicture({ width: 160, height: 120 });
    answering((r) => r.writeHead(200, { 'content-type': 'image/jpeg' }).end(small));
    const seen: number[] = [];
    for (let frame = 0; frame < 3; frame += 1) {
      await take();
      seen.push(camera.info.width);
    }
    expect(seen).toEqual([320, 320, 160]);
  });
});
