export { ReceiptsRepository, type DeviceReceipt } from './receipts.repository.ts';
export { contains, withSequences } from './sequence-ranges.ts';
