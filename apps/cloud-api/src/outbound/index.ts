export { createGuardedFetch, type GuardedFetch } from './guarded-fetch.ts';
export { OutboundRefused } from './outbound.error.ts';
