import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CameraEnvironment, defaultCameraEnvironment } from '../camera-environment.ts';
import { ChildGroup } from '../process/child-group.ts';
import { requireProgram } from '../process/require-program.ts';
import type { FoundCamera, FoundCameras } from './found-camera.ts';
import { readRpicamList } from './rpicam-list.ts';

/** Parts of the Pi's own picture processor and codecs, which show themselves as video devices. */
const notCameras = /^(bcm2835-|pispbe|rp1-cfe|unicam|rpivid|rpi-|hevc|vc4|codec)/i;
const listMs = 15_000;

/** Looks for cameras on this machine. Cameras in a network are not looked for. */
export async function findCameras(
  given: Partial<CameraEnvironment> = {},
  systemFolder = '/sys/class/video4linux',
): Promise<FoundCameras> {
  const { rpicamStill } = { ...defaultCameraEnvironment(), ...given };
  const notes: string[] = [];
  const onConnector = await listRpicam(rpicamStill).catch((error: unknown) => {
    notes.push(error instanceof Error ? error.message : String(error));
    return [];
  });
  return { cameras: [...onConnector, ...(await listVideoDevices(systemFolder))], notes };
}

async function listRpicam(command: string): Promise<FoundCamera[]> {
  const program = await requireProgram(command, 'rpicam-apps');
  const child = new ChildGroup(program, ['--list-cameras'], { folder: '/', isRead: true });
  const late = setTimeout(() => void child.stop(), listMs);
  let text = '';
  child.stdout.on('data', (piece: Buffer) => {
    if (text.length < 100_000) text += piece.toString();
  });
  const closed = new Promise((resolve) => child.stdout.once('close', resolve));
  const end = await child.ended;
  await closed;
  clearTimeout(late);
  if (end.exitCode === 0) return readRpicamList(text);
  throw new Error(`${program} could not list cameras: ${child.lastLines().slice(-2).join(' | ')}`);
}

async function listVideoDevices(folder: string): Promise<FoundCamera[]> {
  const names = (await readdir(folder).catch(() => [])).toSorted(inNumbers);
  const found: FoundCamera[] = [];
  for (const device of names) {
    const [name, index] = await Promise.all([
      readText(join(folder, device, 'name')),
      readText(join(folder, device, 'index')),
    ]);
    // Cameras have further devices for what goes with their pictures; the first gives these.
    if (index !== '0' || name === '' || notCameras.test(name)) continue;
    found.push({ driver: 'v4l2', device: `/dev/${device}`, name });
  }
  return found;
}

function inNumbers(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

async function readText(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).trim();
}
