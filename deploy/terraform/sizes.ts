/**
 * Three sizes of a cloud, by the devices that it serves. Processor and memory are those that Eyrie's requirements name for so
 * many devices (2 CPU and 4 GB, 4 and 8, 8 and 16): replicas of the API come to them together where all of them run, and the
 * database has them for itself, with four times as much memory as processors, because what is asked often should stay in it.
 *
 * docs/performance.md has what was measured: 100,000 devices on two cores, database included. The sizes leave room for a
 * zone that is lost, for a fleet that returns all at once and for people who look at it meanwhile.
 */
export const sizes = {
  '1k-devices': {
    devices: 1_000,
    // 8 × 250m and 512 MiB = 2 CPU and 4 GB.
    api: { cpu: '250m', memory: '512Mi', replicasMin: 3, replicasMax: 8 },
    nodes: { cpu: 2, memoryGib: 8, perZone: 1, perZoneMax: 2 },
    database: { cpu: 2, memoryGib: 8, storageGib: 50, storageGibMax: 500 },
    cacheGib: 1,
    mediaTib: 1,
  },
  '10k-devices': {
    devices: 10_000,
    // 8 × 500m and 1 GiB = 4 CPU and 8 GB.
    api: { cpu: '500m', memory: '1Gi', replicasMin: 3, replicasMax: 8 },
    nodes: { cpu: 4, memoryGib: 16, perZone: 1, perZoneMax: 2 },
    database: { cpu: 4, memoryGib: 16, storageGib: 200, storageGibMax: 2_000 },
    cacheGib: 3,
    mediaTib: 4,
  },
  '100k-devices': {
    devices: 100_000,
    // 8 × 1 and 2 GiB = 8 CPU and 16 GB.
    api: { cpu: '1', memory: '2Gi', replicasMin: 4, replicasMax: 8 },
    nodes: { cpu: 8, memoryGib: 32, perZone: 1, perZoneMax: 3 },
    database: { cpu: 8, memoryGib: 32, storageGib: 1_000, storageGibMax: 10_000 },
    cacheGib: 6,
    mediaTib: 16,
  },
} as const satisfies Readonly<Record<string, Size>>;

export type SizeName = keyof typeof sizes;

export interface Size {
  readonly devices: number;
  /** Of one replica; the number of replicas follows the processor. */
  readonly api: {
    readonly cpu: string;
    readonly memory: string;
    readonly replicasMin: number;
    readonly replicasMax: number;
  };
  /** In each of three zones. */
  readonly nodes: {
    readonly cpu: number;
    readonly memoryGib: number;
    readonly perZone: number;
    readonly perZoneMax: number;
  };
  /** There are two of it, of which one waits in another zone. */
  readonly database: {
    readonly cpu: number;
    readonly memoryGib: number;
    readonly storageGib: number;
    /** How far storage may grow by itself. */
    readonly storageGibMax: number;
  };
  readonly cacheGib: number;
  /** Pictures and videos, where their size has to be said beforehand; it can be raised. */
  readonly mediaTib: number;
}

/** What a cloud calls machines of these sizes. */
export type MachineNames = Readonly<
  Record<SizeName, { readonly node: string; readonly database: string; readonly cache: string }>
>;
