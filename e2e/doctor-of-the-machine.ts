import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { SmallCard } from '../apps/edge-worker/src/testing/small-card.ts';
import { dayMs, isOf, ok, type DoctorLooks } from './doctor-looks.ts';

/** What can be wrong with the machine itself: its card, its power, its services, its camera. */
export function describeMachineTroubles(looks: DoctorLooks): void {
  const { look, programs, root, device } = looks;

  it('finds a disk that is not there, full, nearly full, or cannot be written to', async () => {
    const at = await mkdtemp(path.join(looks.folder, 'card-'));
    const card = await SmallCard.insert(at, 8);
    looks.toClose.push(() => card.remove());
    const data = { worker: card.seenAt(at) };
    expect(await look('disk', { data })).toMatchObject(ok);
    await writeFile(path.join(data.worker, 'frames'), Buffer.alloc(7.6 * 1024 * 1024));
    expect(await look('disk', { data })).toMatchObject(
      isOf('low', 'warning', /0\.4 MB of 8\.4 MB/),
    );
    await card.fill();
    expect(await look('disk', { data })).toMatchObject(isOf('full', 'fault'));
    await card.empty();
    await card.turn('ro');
    expect(await look('disk', { data })).toMatchObject(isOf('read-only', 'fault'));
    expect(await look('disk', { data: { worker: '/nowhere' } })).toMatchObject(
      isOf('missing', 'fault'),
    );
  });

  it('finds too little memory, heat, and a voltage that is or was too low', async () => {
    const meminfo = (left: number) =>
      root({ 'proc/meminfo': `MemTotal:  1000000 kB\nMemAvailable:  ${left} kB\n` });
    expect(await look('memory', { root: await meminfo(30_000) })).toMatchObject(
      isOf('short', 'warning'),
    );
    expect(await look('memory', { root: await meminfo(300_000) })).toMatchObject(ok);
    const thermal = (milli: string) => root({ 'sys/class/thermal/thermal_zone0/temp': milli });
    expect(await look('heat', { root: await thermal('83200\n') })).toMatchObject(
      isOf('hot', 'warning', /83\.2/),
    );
    expect(await look('heat', { root: await thermal('51000\n') })).toMatchObject(ok);
    const throttled = async (hex: string) => ({
      environment: await programs({ vcgencmd: `echo throttled=${hex}` }),
    });
    expect(await look('power', await throttled('0x50005'))).toMatchObject(isOf('low', 'fault'));
    expect(await look('power', await throttled('0x50000'))).toMatchObject(
      isOf('was-low', 'warning'),
    );
    expect(await look('power', await throttled('0x0'))).toMatchObject(ok);
    expect(await look('power')).toMatchObject({ verdict: 'not-applicable' });
  });

  it('finds services that are missing, down, started again and again, or report errors', async () => {
    const systemctl = async (...lines: string[]) => ({
      environment: await programs({ systemctl: lines.map((line) => `echo ${line}`).join('\n') }),
    });
    const state = (active: string, restarts = 0) =>
      systemctl('LoadState=loaded', `ActiveState=${active}`, `NRestarts=${restarts}`);
    expect(await look('service', await state('active'))).toMatchObject(ok);
    expect(await look('service', await state('failed'))).toMatchObject(
      isOf('down', 'fault', /eyrie-worker is failed/),
    );
    expect(await look('service', await state('active', 7))).toMatchObject(
      isOf('restarting', 'warning'),
    );
    expect(await look('service', await systemctl('LoadState=not-found'))).toMatchObject(
      isOf('missing', 'fault'),
    );
    const lines = (level: number) => ({
      journalctl: `echo '{"level":${level},"event":"capture_failed","msg":"The camera is gone."}'`,
    });
    expect(await look('service-log', { environment: await programs(lines(50)) })).toMatchObject(
      isOf('errors', 'warning', /1, the last: The camera is gone/),
    );
    expect(await look('service-log', { environment: await programs(lines(30)) })).toMatchObject(ok);
  });

  it('finds a device without identity, with one that is damaged, over, or of another cloud', async () => {
    const none = { data: { worker: looks.folder } };
    expect(await look('enrolment', none)).toMatchObject(isOf('none', 'fault'));
    const worker = await device();
    const data = { worker };
    const identity = path.join(worker, 'identity/identity.json');
    expect(await look('enrolment', { data })).toMatchObject(ok);
    expect(await look('device-certificate', { data })).toMatchObject(ok);
    const later = (days: number) => ({ data, now: () => Date.now() + days * dayMs });
    expect(await look('device-certificate', later(98))).toMatchObject(isOf('soon', 'warning'));
    expect(await look('device-certificate', later(101))).toMatchObject(isOf('over', 'fault'));
    const environment = { PROVISION_URL: 'https://staging.example' };
    expect(await look('authority', { data, environment })).toMatchObject(
      isOf('other', 'warning', /not to https:\/\/staging/),
    );
    expect(await look('authority', { data, url: looks.cloud.url })).toMatchObject(ok);
    await writeFile(identity, '{');
    expect(await look('enrolment', { data })).toMatchObject(isOf('damaged', 'fault'));
    await chmod(path.join(worker, 'identity'), 0o000);
    const isRoot = process.getuid?.() === 0;
    try {
      if (isRoot) process.seteuid?.(65_534);
      expect(await look('enrolment', { data })).toMatchObject(isOf('hidden', 'warning'));
    } finally {
      if (isRoot) process.seteuid?.(0);
      await chmod(path.join(worker, 'identity'), 0o700);
    }
  });

  it('finds that there is no camera, that its program fails, and that it has too little memory', async () => {
    const rpicam = async (script: string) => ({
      environment: await programs({ 'rpicam-still': script }),
    });
    const one = `echo 'Available cameras'; echo '0 : imx708 [4608x2592 10-bit RGGB] (/base/soc/i2c0mux)'`;
    expect(await look('camera', await rpicam(one))).toMatchObject({ ...ok, saw: 'imx708' });
    expect(await look('camera', await rpicam(`echo 'No cameras available!'`))).toMatchObject(
      isOf('none', 'fault'),
    );
    expect(
      await look('camera', await rpicam('echo "libcamera is missing" >&2; exit 127')),
    ).toMatchObject(isOf('failing', 'fault', /127: libcamera is missing/));
    const memory = async (cma: number) => ({
      environment: await programs({ vcgencmd: 'echo gpu=4M' }),
      root: await root({ 'proc/meminfo': `CmaTotal:  ${cma} kB\n` }),
    });
    expect(await look('camera-memory', await memory(65_536))).toMatchObject(
      isOf('little', 'warning'),
    );
    expect(await look('camera-memory', await memory(262_144))).toMatchObject(ok);
  });
}
