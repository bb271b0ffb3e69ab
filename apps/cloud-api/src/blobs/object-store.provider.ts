import type { Provider } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { FolderStore } from './folder-store.ts';
import type { Bucket } from './s3/bucket.ts';
import { ObjectStore } from './object-store.ts';

/** The bucket where one is configured, else the process's data folder; swept of what a crash left there. */
export const objectStoreProvider: Provider = {
  provide: ObjectStore,
  inject: [CONFIGURATION],
  useFactory: async (configuration: Configuration): Promise<ObjectStore> => {
    const store = await openObjectStore(configuration);
    await store.sweep();
    return store;
  },
};

// The SDK takes 39 MB and a fifth of a second: only of whoever has a bucket.

/** The bucket itself, for what is kept beside media; null where there is none. */
export async function openBucket({ s3 }: Pick<Configuration, 's3'>): Promise<Bucket | null> {
  if (s3 === null) return null;
  const { Bucket: OpenBucket } = await import('./s3/bucket.ts');
  return new OpenBucket(s3);
}

export async function openObjectStore({
  dataDirectory,
  s3,
}: Pick<Configuration, 'dataDirectory' | 's3'>): Promise<ObjectStore> {
  if (s3 === null) return new FolderStore(dataDirectory);
  const { S3Store } = await import('./s3/s3-store.ts');
  return new S3Store(s3, dataDirectory);
}
