export { ReceiptsRepository, type DeviceReceipt, type ReceiptName } from './receipts.repository.ts';
export { contains, withSequences } from './sequence-ranges.ts';
