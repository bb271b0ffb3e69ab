import type { Device, MachineCondition, StorageStanding } from '@eyrie/contracts';

type Health = NonNullable<Device['health']>;

/** A device's clock may be anywhere; what no date can show is not shown. */
const instant = (at: number | null): string | null => {
  const date = new Date(at ?? NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
};

/** What the device keeps, as REST shows it. */
export function toStorage(storage: StorageStanding): NonNullable<Health['storage']> {
  const kept = ({ files, bytes, oldestAt }: StorageStanding['pictures']) => ({
    files,
    bytes,
    oldest_at: instant(oldestAt),
  });
  return {
    pictures: kept(storage.pictures),
    thumbnails: kept(storage.thumbnails),
    videos: kept(storage.videos),
    quarantine: kept(storage.quarantine),
    locked_bytes: storage.lockedBytes,
    bytes_per_hour: storage.bytesPerHour,
    early_in_seconds: storage.earlyInSeconds,
    loss_in_seconds: storage.lossInSeconds,
    card: storage.card,
    memory_bytes: storage.memoryBytes,
  };
}

/** How the machine is, as REST shows it. */
export function toCondition(condition: MachineCondition): NonNullable<Health['condition']> {
  const { power, card, network, clock, system, cameras } = condition;
  return {
    power: power && { now: power.now, since_boot: power.sinceBoot },
    card: card && {
      life_used_percent: card.lifeUsedPercent,
      bytes_written: card.bytesWritten,
      bytes_per_day: card.bytesPerDay,
      years_left: card.yearsLeft,
    },
    network: network && {
      interface: network.interface,
      is_wireless: network.isWireless,
      signal_dbm: network.signalDbm,
      speed_mbps: network.speedMbps,
      round_trip_ms: network.roundTripMs,
      loss_share: network.lossShare,
    },
    clock: { is_trusted: clock.isTrusted, offset_ms: clock.offsetMs },
    system: system
      ? {
          slot: system.slot,
          is_trial: system.isTrial,
          updated_at: instant(system.updatedAt),
          looked_at: instant(system.lookedAt),
          pending: system.pending,
          reason: system.reason,
        }
      : null,
    cameras: cameras.map(({ cameraId, lastFrameAt, missing }) => ({
      camera_id: cameraId,
      last_frame_at: instant(lastFrameAt),
      missing,
    })),
  };
}
