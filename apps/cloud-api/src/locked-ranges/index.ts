export { LockedRangesModule } from './locked-ranges.module.ts';
export { LockedRangesRepository } from './locked-ranges.repository.ts';
