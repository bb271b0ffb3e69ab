import { Global, Module } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { Sealing } from './sealing.ts';

@Global()
@Module({
  providers: [
    {
      provide: Sealing,
      inject: [CONFIGURATION],
      useFactory: (configuration: Configuration) =>
        new Sealing(configuration.masterKey, configuration.knownMasterKeys),
    },
  ],
  exports: [Sealing],
})
export class SealingModule {}
