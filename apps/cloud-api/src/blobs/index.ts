export { BlobNotFound } from './blob.errors.ts';
export { BlobsModule } from './blobs.module.ts';
export { BlobsService } from './blobs.service.ts';
export { sendBlob } from './send-blob.ts';
