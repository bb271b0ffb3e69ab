export { Journal } from './journal.ts';
export type {
  AppendOptions,
  Entry,
  JournalOptions,
  PositionRange,
  ReadLimits,
  Recovery,
} from './journal-api.ts';
export {
  JournalDamaged,
  JournalError,
  JournalFailed,
  JournalFull,
  JournalLocked,
  JournalMisused,
  JournalTruncated,
  JournalVersionUnknown,
  type Damage,
  type JournalErrorKind,
} from './errors.ts';
export { hasDiskCode, type Disk, type DiskFile } from './disk.ts';
export { type DiskLock } from './disk-lock.ts';
export { makeDirectory } from './directory.ts';
export { nodeDisk } from './node-disk.ts';
export { SimulatedDisk, type CutMode, type DiskOperation } from './simulated-disk.ts';
export {
  readFileIfExists,
  writeFileAtomically,
  writeFileInDurableDirectory,
} from './atomic-file.ts';
