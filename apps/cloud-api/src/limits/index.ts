export { LeasedQuota } from './leased-quota.ts';
export { LimitsModule } from './limits.module.ts';
export { RequestLimits } from './request-limits.ts';
export { SharedLimits } from './shared-limits.ts';
export { SharedPlaces } from './shared-places.ts';
export { RecordLimits } from './record-limits.ts';
