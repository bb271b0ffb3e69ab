export { BlobNotFound } from './blob.errors.ts';
export { BlobsModule } from './blobs.module.ts';
export { BlobsRepository } from './blobs.repository.ts';
export { BlobsService } from './blobs.service.ts';
export { openBucket, openObjectStore } from './object-store.provider.ts';
export { ObjectStore } from './object-store.ts';
export type { Bucket } from './s3/bucket.ts';
export { sendBlob, sendBytes } from './send-blob.ts';
