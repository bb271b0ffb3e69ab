import type { Provider } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { FolderStore } from './folder-store.ts';
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

export async function openObjectStore({
  dataDirectory,
  s3,
}: Pick<Configuration, 'dataDirectory' | 's3'>): Promise<ObjectStore> {
  if (s3 === null) return new FolderStore(dataDirectory);
  // The SDK takes 39 MB and a fifth of a second: only of whoever has a bucket.
  const { S3Store } = await import('./s3/s3-store.ts');
  return new S3Store(s3, dataDirectory);
}
