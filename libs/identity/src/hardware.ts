import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import type { EnrolmentRequest } from '@eyrie/contracts';

export type Hardware = EnrolmentRequest['hardware'];

/** Longest text the enrolment takes. */
const textMax = 128;

/**
 * What the device is made of. On a Raspberry Pi the board's serial and model, from the device tree
 * or /proc/cpuinfo; elsewhere a name derived from the machine id, so that it is stable but does not
 * give the id itself away.
 */
export async function readHardware(root = '/'): Promise<Hardware> {
  const [board, cpuinfo, treeModel, release] = await Promise.all([
    readBoard(root),
    ...['proc/cpuinfo', 'proc/device-tree/model', 'etc/os-release'].map((path) =>
      readIfThere(join(root, path)),
    ),
  ]);
  return {
    serial: board ?? clip(os.hostname()),
    model: clip(
      treeModel ?? cpuField(cpuinfo, 'Model') ?? cpuField(cpuinfo, 'model name') ?? os.machine(),
    ),
    os: clip(
      /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(release ?? '')?.[1] ?? `${os.type()} ${os.release()}`,
    ),
  };
}

/**
 * The board's serial number, or what stands for it where a machine has none. Null where nothing stays
 * the same from start to start, as in a container: an identity cannot be bound to such a place.
 */
export async function readBoard(root = '/'): Promise<string | null> {
  const [tree, firmware, cpuinfo, machineId] = await Promise.all(
    [
      'proc/device-tree/serial-number',
      'sys/firmware/devicetree/base/serial-number',
      'proc/cpuinfo',
      'etc/machine-id',
    ].map((path) => readIfThere(join(root, path))),
  );
  const serial = tree ?? firmware ?? cpuField(cpuinfo, 'Serial') ?? hashed(machineId);
  return serial === null ? null : clip(serial);
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    // Strings of the device tree end with a NUL.
    const text = (await readFile(path, 'utf8')).replaceAll('\0', '').trim();
    return text === '' ? null : text;
  } catch {
    return null;
  }
}

function cpuField(cpuinfo: string | null | undefined, name: string): string | null {
  const value = new RegExp(`^${name}\\s*:\\s*(.+)$`, 'm').exec(cpuinfo ?? '')?.[1]?.trim();
  return value ?? null;
}

function hashed(machineId: string | null | undefined): string | null {
  if (!machineId) return null;
  return createHash('sha256').update(`eyrie-serial:${machineId}`).digest('hex').slice(0, 16);
}

function clip(text: string): string {
  return text.slice(0, textMax);
}
