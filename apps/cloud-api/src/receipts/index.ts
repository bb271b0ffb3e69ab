export { ReceiptsRepository, type DeviceReceipt, type ReceiptName } from './receipts.repository.ts';
export { contains, missing, watermark, withSequences } from './sequence-ranges.ts';
