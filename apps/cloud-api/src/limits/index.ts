export { LeasedQuota, type Standing } from './leased-quota.ts';
export { LimitsModule } from './limits.module.ts';
export { TooManyRequests } from './limit.errors.ts';
export { rateLimitHeaders } from './rate-limit-headers.ts';
export { isFree, RequestLimits } from './request-limits.ts';
export { SharedLimits } from './shared-limits.ts';
export { SharedPlaces } from './shared-places.ts';
export { RecordLimits } from './record-limits.ts';
