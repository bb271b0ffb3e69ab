import type { Provider } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { FolderStore } from './folder-store.ts';
import { ObjectStore } from './object-store.ts';
import { S3Store } from './s3/s3-store.ts';

/** The bucket where one is configured, else the process's data folder; swept of what a crash left there. */
export const objectStoreProvider: Provider = {
  provide: ObjectStore,
  inject: [CONFIGURATION],
  useFactory: async (configuration: Configuration): Promise<ObjectStore> => {
    const store = openObjectStore(configuration);
    await store.sweep();
    return store;
  },
};

export function openObjectStore({
  dataDirectory,
  s3,
}: Pick<Configuration, 'dataDirectory' | 's3'>): ObjectStore {
  return s3 === null ? new FolderStore(dataDirectory) : new S3Store(s3, dataDirectory);
}
