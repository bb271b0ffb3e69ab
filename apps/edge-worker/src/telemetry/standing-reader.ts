import type { MachineCondition, StorageStanding, TelemetryBody } from '@eyrie/contracts';
import type { Card } from '../card/card.ts';
import type { CaptureLog } from '../capture/capture-log.ts';
import type { LinkQuality } from '../link/link-quality.ts';
import type { Janitor } from '../media/janitor.ts';
import type { MachineAccess } from './machine-access.ts';
import {
  readCard,
  readClockOffset,
  readNetwork,
  readPower,
  readSystem,
} from './machine-condition.ts';
import type { SystemReading } from './system-reader.ts';

export interface StandingParts {
  readonly machine: MachineAccess;
  readonly janitor: Pick<Janitor, 'usage'>;
  readonly card: Pick<Card, 'status'>;
  readonly capture: Pick<CaptureLog, 'cameras'>;
  readonly link: Pick<LinkQuality, 'read'>;
  readonly isClockTrusted: () => boolean;
}

/** What a heartbeat says beside the figures that every machine has. */
export async function readStanding(
  parts: StandingParts,
  { uptimeSeconds }: SystemReading,
): Promise<Pick<TelemetryBody, 'storage' | 'condition'>> {
  const { machine, link, capture, isClockTrusted } = parts;
  const [power, card, network, offsetMs, system] = await Promise.all([
    readPower(machine),
    readCard(machine, uptimeSeconds),
    readNetwork(machine),
    readClockOffset(machine),
    readSystem(machine),
  ]);
  const condition: MachineCondition = {
    power,
    card,
    network: network && { ...network, ...link.read() },
    clock: { isTrusted: isClockTrusted(), offsetMs },
    cameras: capture.cameras.slice(0, 16),
    ...(system ? { system } : {}),
  };
  const storage = storageOf(parts);
  return { condition, ...(storage ? { storage } : {}) };
}

/** Null before the first round of the janitor. */
function storageOf({ janitor, card }: StandingParts): StorageStanding | null {
  const { usage } = janitor;
  if (!usage) return null;
  const { kinds, lockedBytes, bytesPerHour, earlyInSeconds, lossInSeconds } = usage;
  const { state, bytesInMemory } = card.status;
  return {
    ...kinds,
    lockedBytes,
    bytesPerHour,
    earlyInSeconds,
    lossInSeconds,
    card: state,
    memoryBytes: bytesInMemory,
  };
}
