import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sensorSchema } from '@eyrie/contracts';
import { systemClock } from '../clock.ts';
import { I2cToolsBus } from './i2c-bus.ts';
import { openSensor } from './open-sensor.ts';
import type { Reading, Sensor } from './sensor.ts';

const place = { latitude: 47.3, longitude: 11.4, timeZone: 'Europe/Vienna' };
const ending: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

function open(driver: object): Sensor {
  const configuration = sensorSchema.parse({ name: 'roof', driver, intervalSeconds: 1 });
  const networks = ['127.0.0.0/8'];
  const sensor = openSensor(configuration, { place, clock: systemClock, networks });
  ending.push(() => sensor.close());
  return sensor;
}
const patience = () => AbortSignal.timeout(10_000);
const plain = (reading: Reading) => Object.fromEntries(reading);

/** A pseudo-terminal of the kernel: what is written to the program's input comes out of the device. */
async function serialLine(): Promise<{ device: string; far: ChildProcessWithoutNullStreams }> {
  const far = spawn('script', ['-qfc', 'tty; stty raw -echo; exec sleep 60', '/dev/null']);
  ending.push(() => void far.kill('SIGKILL'));
  const device = await new Promise<string>((resolve, reject) => {
    far.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()));
    far.once('error', reject);
  });
  return { device, far };
}

describe('a station on a serial line', () => {
  it('is heard through a terminal of the kernel, sentence by sentence', async () => {
    const { device, far } = await serialLine();
    const sensor = open({ type: 'serial-nmea', device });
    const reading = sensor.read(patience());
    const speak = setInterval(() => {
      far.stdin.write('$WIMWV,214.8,R,0.1,K,A*28\r\nnoise \xff$WIM');
      far.stdin.write('WV,214.8\r\n');
    }, 50);
    try {
      expect(plain(await reading)).toEqual({
        wind_direction_deg: 214.8,
        wind_speed_ms: expect.closeTo(0.0278, 4),
      });
    } finally {
      clearInterval(speak);
    }
  });

  it('may speak JSON, and is silent where it says nothing', async () => {
    const { device, far } = await serialLine();
    const values = [{ quantity: 'temperature_c', path: '/t', factor: 0.1 }];
    const sensor = open({ type: 'serial-json', device, baud: 9_600, values });
    await expect(sensor.read(AbortSignal.timeout(300))).rejects.toThrow(
      'Nothing about the weather',
    );
    const reading = sensor.read(patience());
    far.stdin.write('{"t":21');
    far.stdin.write('5}\n');
    expect(plain(await reading)).toEqual({ temperature_c: 21.5 });
  });

  it('is gone when its line is, and is found again on the same device', async () => {
    const { device, far } = await serialLine();
    const sensor = open({ type: 'serial-nmea', device });
    const reading = sensor.read(patience());
    setTimeout(() => far.kill('SIGKILL'), 100);
    await expect(reading).rejects.toThrow(`${device} has gone`);
    await expect(sensor.read(patience())).rejects.toMatchObject({ code: 'sensor.unreachable' });
  });
});

describe('a sensor that answers over HTTP', () => {
  const serve = async (listener: RequestListener): Promise<string> => {
    const server: Server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ending.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/weather`;
  };
  const values = [
    { quantity: 'temperature_c', path: '/outside/f', factor: 5 / 9, offset: -160 / 9 },
    { quantity: 'humidity_percent', path: '/list/1/a~1b' },
    { quantity: 'pressure_hpa', path: '/missing' },
  ];

  it('is read by the paths to its values, whatever their units', async () => {
    const url = await serve((_, answer) => {
      answer.end(JSON.stringify({ outside: { f: '68.0' }, list: [{}, { 'a/b': 55 }] }));
    });
    expect(plain(await open({ type: 'http', url, values }).read(patience()))).toEqual({
      temperature_c: expect.closeTo(20, 9),
      humidity_percent: 55,
    });
  });

  it.each<[string, RequestListener, string]>([
    ['what is no JSON', (_, answer) => answer.end('<html>'), 'is no JSON'],
    ['nothing of what was asked', (_, answer) => answer.end('{}'), 'no number at /outside/f'],
    ['an error', (_, answer) => answer.writeHead(500).end(), 'status 500'],
    [
      'another address',
      (_, answer) => answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      'status 302',
    ],
    ['without end', (_, answer) => void answer.write('x'.repeat(70_000)), 'more than 65536'],
  ])('fails in a sentence where it answers %s', async (_, listener, reason) => {
    const sensor = open({ type: 'http', url: await serve(listener), values });
    await expect(sensor.read(patience())).rejects.toThrow(reason);
  });

  it('is not asked outside the networks of the site, and is given up when it hangs', async () => {
    const away = open({ type: 'http', url: 'http://192.0.2.1/', values });
    await expect(away.read(patience())).rejects.toMatchObject({ code: 'sensor.unreachable' });
    const url = await serve(() => undefined);
    const hanging = open({ type: 'http', url, values }).read(AbortSignal.timeout(200));
    await expect(hanging).rejects.toMatchObject({ name: expect.stringMatching(/Abort|Timeout/) });
  });
});

describe('the I²C bus', () => {
  it('is spoken to in the words of i2ctransfer', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'eyrie-i2c-'));
    ending.push(() => rm(folder, { recursive: true }));
    const program = path.join(folder, 'i2ctransfer');
    // Answers as the program of the package does, to the one question that it knows.
    await writeFile(
      program,
      `#!/bin/sh
case "$*" in
  '-y 1 w1@0x76 0xd0 r1') echo 0x60 ;;
  '-y 1 w2@0x76 0xf4 0x25') ;;
  *) echo 'Error: Sending messages failed: Remote I/O error' >&2; exit 1 ;;
esac
`,
    );
    await chmod(program, 0o755);
    const bus = new I2cToolsBus(1, program);
    expect([...(await bus.transfer(0x76, [0xd0], 1))]).toEqual([0x60]);
    expect(await bus.transfer(0x76, [0xf4, 0x25], 0)).toHaveLength(0);
    await expect(bus.transfer(0x77, [0xd0], 1)).rejects.toThrow(
      'Nothing answers at 0x77 of I²C bus 1: Error: Sending messages failed: Remote I/O error',
    );
    const missing = new I2cToolsBus(1, path.join(folder, 'none'));
    await expect(missing.transfer(0x76, [0xd0], 1)).rejects.toThrow(
      'install the package i2c-tools',
    );
  });
});
