/** How the card is cut up; sizes in MiB, in the order in which partitions lie on it. */
const mebibyte = 1024 * 1024;
const sectorBytes = 512;
const sectorsPerMebibyte = mebibyte / sectorBytes;

interface PartitionBase {
  readonly number: number;
  readonly startMib: number;
  readonly sizeMib: number;
}
export interface FatPartition extends PartitionBase {
  readonly kind: 'fat';
  readonly label: string;
  /** Fixed, so that two builds are the same. */
  readonly volumeId: string;
}
export interface RootPartition extends PartitionBase {
  readonly kind: 'ext4';
  readonly label: string;
  readonly uuid: string;
}
export interface ExtendedPartition extends PartitionBase {
  readonly kind: 'extended';
}
export type Partition = FatPartition | RootPartition | ExtendedPartition;

export interface Sizes {
  readonly cardMib: number;
  readonly firmwareMib: number;
  readonly rootMib: number;
}

/** Good for cards from 8 GB on; what the card has beyond it becomes the data partition (7). */
export const defaultSizes: Sizes = { cardMib: 64, firmwareMib: 192, rootMib: 1920 };

/**
 * MBR, because the start program of a Pi 3 knows nothing else. First what people and the Pi's first program
 * read (provision.txt, autoboot.txt), then the files of the start and the root, each twice (slots A and B).
 */
export function partitions(sizes: Sizes): Partition[] {
  const { cardMib, firmwareMib, rootMib } = sizes;
  const first = 4;
  const a = first + cardMib;
  const b = a + firmwareMib;
  const extended = b + firmwareMib;
  // Each logical partition has its own table in front of it.
  const rootA = extended + 1;
  const rootB = rootA + rootMib + 1;
  return [
    {
      kind: 'fat',
      number: 1,
      label: 'EYRIE',
      volumeId: '45590001',
      startMib: first,
      sizeMib: cardMib,
    },
    {
      kind: 'fat',
      number: 2,
      label: 'EYRIE-A',
      volumeId: '4559000a',
      startMib: a,
      sizeMib: firmwareMib,
    },
    {
      kind: 'fat',
      number: 3,
      label: 'EYRIE-B',
      volumeId: '4559000b',
      startMib: b,
      sizeMib: firmwareMib,
    },
    { kind: 'extended', number: 4, startMib: extended, sizeMib: 2 * (rootMib + 1) },
    {
      kind: 'ext4',
      number: 5,
      label: 'eyrie-root-a',
      uuid: '45590000-0000-4000-8000-00000000000a',
      startMib: rootA,
      sizeMib: rootMib,
    },
    {
      kind: 'ext4',
      number: 6,
      label: 'eyrie-root-b',
      uuid: '45590000-0000-4000-8000-00000000000b',
      startMib: rootB,
      sizeMib: rootMib,
    },
  ];
}

export function offsetBytes({ startMib }: Partition): number {
  return startMib * mebibyte;
}

export function imageBytes(all: readonly Partition[]): number {
  return Math.max(...all.map(({ startMib, sizeMib }) => startMib + sizeMib)) * mebibyte;
}

const types = { fat: 'c', ext4: '83', extended: 'f' } as const;

/** What `sfdisk` reads. */
export function partitionTable(all: readonly Partition[]): string {
  const lines = all.map(({ kind, startMib, sizeMib }) => {
    const [start, size] = [startMib * sectorsPerMebibyte, sizeMib * sectorsPerMebibyte];
    return `start=${start}, size=${size}, type=${types[kind]}`;
  });
  return ['label: dos', 'label-id: 0x45595249', 'unit: sectors', '', ...lines, ''].join('\n');
}
