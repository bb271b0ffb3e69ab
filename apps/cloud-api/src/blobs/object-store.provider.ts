import type { Provider } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { ObjectStore } from './object-store.ts';

/** The store in the process's data folder, swept of what a crash left there. */
export const objectStoreProvider: Provider = {
  provide: ObjectStore,
  inject: [CONFIGURATION],
  useFactory: async ({ dataDirectory }: Configuration): Promise<ObjectStore> => {
    const store = new ObjectStore(dataDirectory);
    await store.sweep();
    return store;
  },
};
