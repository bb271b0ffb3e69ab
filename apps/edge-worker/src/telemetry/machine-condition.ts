import {
  powerTroubles,
  systemStandingSchema,
  type MachineCondition,
  type SystemStanding,
} from '@eyrie/contracts';
import type { MachineAccess } from './machine-access.ts';

type Power = NonNullable<MachineCondition['power']>;
type Card = NonNullable<MachineCondition['card']>;
type Network = Pick<
  NonNullable<MachineCondition['network']>,
  'interface' | 'isWireless' | 'signalDbm' | 'speedMbps'
>;

const sectorBytes = 512;
/** What makers promise of cheap cards, where the card itself says nothing. */
const writesOfACell = 1_000;

/** Bits 0 to 3 hold now, 16 to 19 since the boot: under-voltage, capped, throttled, soft limit. */
export function parseThrottled(text: string): Power | null {
  const hex = /(?:throttled=)?(?:0x)?([0-9a-f]+)\s*$/i.exec(text.trim())?.[1];
  if (hex === undefined) return null;
  const bits = Number.parseInt(hex, 16);
  const at = (shift: number) => powerTroubles.filter((_, bit) => (bits >> (bit + shift)) & 1);
  return { now: at(0), sinceBoot: at(16) };
}

/** The firmware by its program, or where older kernels show the same. */
export async function readPower(machine: MachineAccess): Promise<Power | null> {
  const text =
    (await machine.run('vcgencmd', ['get_throttled'])) ??
    (await machine.read('/sys/devices/platform/soc/soc:firmware/get_throttled'));
  return text === null ? null : parseThrottled(text);
}

/** Of the processor, °C: by the kernel, or where it does not say it by the firmware. */
export async function readTemperature(machine: MachineAccess): Promise<number | null> {
  const milli = Number.parseInt(
    (await machine.read('/sys/class/thermal/thermal_zone0/temp')) ?? '',
    10,
  );
  if (Number.isFinite(milli)) return milli / 1000;
  // temp=48.3'C
  const said = /temp=(-?[\d.]+)/.exec((await machine.run('vcgencmd', ['measure_temp'])) ?? '');
  return said ? Number(said[1]) : null;
}

/** The card that the system is on: how worn, and how much is written to it. */
export async function readCard(
  machine: MachineAccess,
  uptimeSeconds: number,
): Promise<Card | null> {
  const names = await machine.list('/sys/block');
  const name = names.filter((one) => /^mmcblk\d+$/.test(one)).sort()[0];
  const stat = name === undefined ? null : await machine.read(`/sys/block/${name}/stat`);
  // Fields of Documentation/block/stat.rst; the seventh: sectors written since the boot.
  const sectors = Number(stat?.trim().split(/\s+/)[6]);
  if (name === undefined || !Number.isFinite(sectors)) return null;
  const bytesWritten = sectors * sectorBytes;
  const bytesPerDay = uptimeSeconds > 0 ? (bytesWritten / uptimeSeconds) * 86_400 : 0;
  const size = Number(await machine.read(`/sys/block/${name}/size`)) * sectorBytes;
  const yearsLeft = size > 0 && bytesPerDay > 0 ? (size * writesOfACell) / bytesPerDay / 365 : null;
  const life = await machine.read(`/sys/block/${name}/device/life_time`);
  return { lifeUsedPercent: parseLifeTime(life), bytesWritten, bytesPerDay, yearsLeft };
}

/** JEDEC eMMC: of two kinds of cells, 1 is up to 10 % used, 11 beyond its end; 0 says nothing. */
export function parseLifeTime(text: string | null): number | null {
  const steps = (text ?? '')
    .trim()
    .split(/\s+/)
    .map((word) => Number.parseInt(word, 16))
    .filter((step) => step >= 1 && step <= 11);
  return steps.length === 0 ? null : Math.max(...steps) * 10;
}

/** The way that leads out of here. */
export async function readNetwork(machine: MachineAccess): Promise<Network | null> {
  const routes = (await machine.read('/proc/net/route')) ?? '';
  const way = routes
    .split('\n')
    .map((line) => line.split('\t'))
    .find(([, destination]) => destination === '00000000')?.[0];
  if (way === undefined || !/^[\w.:-]{1,15}$/.test(way)) return null;
  const wireless = (await machine.read('/proc/net/wireless')) ?? '';
  const signal = wireless
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([first]) => first === `${way}:`)?.[3];
  const speed = Number(await machine.read(`/sys/class/net/${way}/speed`));
  return {
    interface: way,
    isWireless: signal !== undefined,
    signalDbm: signal === undefined ? null : Number.parseFloat(signal),
    // -1 where the link has none, or is down.
    speedMbps: speed > 0 ? speed : null,
  };
}

/** By chrony: the fifth field of its comma separated tracking, in seconds. */
export async function readClockOffset(machine: MachineAccess): Promise<number | null> {
  const text = await machine.run('chronyc', ['-c', 'tracking']);
  const seconds = Number.parseFloat(text?.split(',')[4] ?? '');
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}

/** By the program that looks after the slots of a card of ours (deploy/edge-image/slots); null elsewhere. */
export async function readSystem(machine: MachineAccess): Promise<SystemStanding | null> {
  const text = await machine.read('/run/eyrie/system.json');
  if (text === null) return null;
  try {
    return systemStandingSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
