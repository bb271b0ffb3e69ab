export { BulkModule } from './bulk.module.ts';
