export { IdempotencyModule } from './idempotency.module.ts';
