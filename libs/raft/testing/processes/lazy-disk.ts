import { type Disk, type DiskFile, nodeDisk } from '@eyrie/journal';

/** How long a write is only in the memory of the process. */
const LATE_MS = 400;

/**
 * A negative control: the real disk behind a process that says "synced" of what it has in memory, so
 * that killing it is to that file what a power cut is to one that was never synced. A log that is
 * being read must not be lazy yet: it is read through other handles.
 */
export function lazyDisk(isLazy: () => boolean): Disk {
  const disk = nodeDisk();
  return Object.assign(Object.create(disk) as Disk, {
    open: async (path: string, mode: 'read' | 'write' | 'create') => {
      const file = await disk.open(path, mode);
      return mode === 'create' && path.endsWith('.segment') ? lazy(file, isLazy) : file;
    },
  });
}

function lazy(file: DiskFile, isLazy: () => boolean): DiskFile {
  let writes: Promise<void> = Promise.resolve();
  const settled = async <T>(then: () => Promise<T>): Promise<T> => {
    await writes;
    return then();
  };
  return {
    pwrite: (bytes, offset) => {
      if (!isLazy()) return settled(() => file.pwrite(bytes, offset));
      const kept = Uint8Array.from(bytes);
      const late = new Promise<void>((resolve) => setTimeout(resolve, LATE_MS));
      // Nor does anybody hear of it when it fails.
      const write = (): Promise<void> => file.pwrite(kept, offset).catch(() => undefined);
      writes = Promise.all([writes, late]).then(write);
      return Promise.resolve();
    },
    fdatasync: () => (isLazy() ? Promise.resolve() : settled(() => file.fdatasync())),
    pread: (target, offset) => settled(() => file.pread(target, offset)),
    truncate: (sizeBytes) => settled(() => file.truncate(sizeBytes)),
    size: () => settled(() => file.size()),
    close: () => settled(() => file.close()),
  };
}
