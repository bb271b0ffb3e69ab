/**
 * Stands in for rpicam-still, as far as a caller sees it: its preview of five seconds, its automatics
 * that need frames to settle, its files written in place, its one pending signal, its ways to fail.
 * The file `fault` in the folder EYRIE_STAND_IN, read anew for each frame, names how that one goes.
 * Only what Node itself can strip of its types: it is started as a program.
 */
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import sharp from 'sharp';

const folder = process.env['EYRIE_STAND_IN'] ?? '.';
const flag = { type: 'boolean' } as const;
const text = { type: 'string' } as const;

function read() {
  const options = {
    ...{ immediate: flag, nopreview: flag, signal: flag, zsl: flag, 'list-cameras': flag },
    ...{ 'autofocus-on-capture': flag, timeout: text, thumb: text, encoding: text, camera: text },
    ...{ width: text, height: text, quality: text, rotation: text, 'tuning-file': text },
    ...{ 'flicker-period': text, shutter: text, gain: text, awbgains: text, ev: text, hdr: text },
    ...{ metering: text, sharpness: text, contrast: text, saturation: text, denoise: text },
    ...{ 'autofocus-mode': text, 'lens-position': text, metadata: text, 'metadata-format': text },
    ...{ output: { type: 'string', short: 'o' } as const },
  };
  try {
    return parseArgs({ options, strict: true }).values;
  } catch {
    // As boost's program_options do.
    console.error('ERROR: *** unrecognised option ***');
    process.exit(255);
  }
}

const given = read();
const stateFile = (name: string): string => {
  try {
    return readFileSync(join(folder, name), 'utf8').trim();
  } catch {
    return '';
  }
};
const fault = (): string => stateFile('fault');
const bootMs = (): number => Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1_000;
const frameMs = 40;
const shutterUs = Number.parseFloat(given.shutter ?? '0');

appendFileSync(
  join(folder, 'starts'),
  `${given.signal === true ? process.ppid : process.pid} ${process.argv.slice(2).join(' ')}\n`,
);

/** As the kernel does with who takes too much memory; the shell before us is the program, too. */
function die(): void {
  if (given.signal === true) process.kill(process.ppid, 'SIGKILL');
  process.kill(process.pid, 'SIGKILL');
}

function fail(message: string, code = 255): never {
  console.error(`ERROR: *** ${message} ***`);
  process.exit(code);
}

async function picture(): Promise<Buffer> {
  const wrong = fault() === 'wrong-size';
  const width = wrong ? 64 : Number(given.width ?? 640);
  const height = wrong ? 64 : Number(given.height ?? 480);
  const noise = { type: 'gaussian', mean: 120, sigma: 30 } as const;
  const black = { r: 0, g: 0, b: 0 };
  const create =
    fault() === 'black'
      ? { width, height, channels: 3 as const, background: black }
      : { width, height, channels: 3 as const, background: black, noise };
  return sharp({ create })
    .jpeg({ quality: Number(given.quality ?? 93) })
    .toBuffer();
}

/** In place, in two steps, as fopen and fwrite do. */
async function write(file: string, bytes: Buffer): Promise<void> {
  const open = openSync(file, 'w');
  const half = Math.floor(bytes.length / 2);
  writeSync(open, bytes, 0, half);
  await delay(fault() === 'slow-write' ? 300 : 5);
  if (fault() === 'dies') die();
  if (fault() === 'half') {
    closeSync(open);
    return;
  }
  writeSync(open, bytes, half);
  closeSync(open);
}

async function metadata(sensorAtMs: number): Promise<string> {
  const gains = (given.awbgains ?? '1.9,2.1').split(',').map(Number);
  const at = fault() === 'stale-metadata' ? sensorAtMs - 5_000 : sensorAtMs;
  const lines = [
    `"SensorTimestamp": ${Math.round(at * 1e6)}`,
    `"ExposureTime": ${shutterUs === 0 ? 9_981 : Math.round(shutterUs * 0.9998)}`,
    `"AnalogueGain": ${Number(given.gain ?? 1.5).toFixed(6)}`,
    '"DigitalGain": 1.000000',
    `"ColourGains": [ ${gains.map((gain) => gain.toFixed(6)).join(', ')} ]`,
    '"ColourTemperature": 5120',
    '"Lux": 402.5',
    '"FocusFoM": 811',
    '"ScalerCrop": "(0, 0)/4056x3040"',
  ];
  return `{\n    ${lines.join(',\n    ')}\n}\n`;
}

async function save(number: number, sensorAtMs: number): Promise<void> {
  console.error('Still capture image received');
  const file = (given.output ?? '').replace('%06d', String(number).padStart(6, '0'));
  const image = await picture();
  if (fault() === 'nothing-written') return;
  await write(file, fault() === 'frozen' ? frozen(image) : image);
  if (given.metadata === undefined || fault() === 'no-metadata') return;
  const words = await metadata(sensorAtMs);
  writeFileSync(given.metadata, fault() === 'half-metadata' ? words.slice(0, 60) : words);
}

/** The very same picture each time, as of a sensor that gives no more. */
function frozen(image: Buffer): Buffer {
  const file = join(folder, 'frozen.jpg');
  try {
    return readFileSync(file);
  } catch {
    writeFileSync(file, image);
    return image;
  }
}

async function forEver(): Promise<never> {
  for (;;) await delay(60_000);
}

async function misbehave(): Promise<void> {
  switch (fault()) {
    case 'hang':
      return forEver();
    case 'deaf':
      // Hears no request to end, and has a child that holds its pipes.
      process.on('SIGTERM', () => undefined);
      spawn('sleep', ['600'], { stdio: 'inherit' });
      return forEver();
    case 'device-timeout':
      console.error('ERROR: Device timeout detected, attempting a restart!!!');
      await delay(500);
      return;
    case 'odd-exit':
      process.exit(3);
  }
}

async function takeOne(): Promise<void> {
  const isSettled = given.shutter !== undefined && given.gain !== undefined && given.awbgains;
  if (given.immediate !== true) {
    const timeout = given.timeout ?? '5sec';
    await delay(timeout.endsWith('ms') ? Number.parseFloat(timeout) : 5_000);
  }
  // Without a fixed exposure the automatics are waited for.
  await delay(frameMs * (isSettled ? 1 : 6) + shutterUs / 1_000);
  await misbehave();
  await save(0, bootMs());
}

/** One pending slot, looked at once per frame; the frame after that one is kept. */
async function takeOnSignal(): Promise<void> {
  // Frames come out of a queue: exposed two frames before they are seen.
  const queueMs = Number(stateFile('queue-ms') || '0');
  let number = 0;
  for (let isWanted = false; ;) {
    await delay(frameMs);
    const isAsked = stateFile('pending') !== '';
    rmSync(join(folder, 'pending'), { force: true });
    if (fault() === 'dies-idle' && number > 0) die();
    if (isWanted) {
      await misbehave();
      await save(number, bootMs() - (number === 0 ? queueMs : 0));
      number += 1;
      isWanted = false;
    } else if (isAsked) isWanted = true;
  }
}

if (fault() === 'no-cameras') {
  if (given['list-cameras'] === true) console.log('No cameras available!');
  else fail('no cameras available');
} else if (given['list-cameras'] === true) {
  console.log(stateFile('cameras'));
} else {
  await delay(Number(stateFile('start-ms') || '20'));
  if (fault() === 'held') fail('failed to acquire camera /base/soc/i2c0mux/i2c@1/imx477@1a');
  if (given.signal === true && given.immediate !== true) await takeOnSignal();
  else await takeOne();
}
process.exit(0);
