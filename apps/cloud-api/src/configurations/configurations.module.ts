import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/index.ts';
import { LockedRangesModule } from '../locked-ranges/index.ts';
import { SitesModule } from '../sites/index.ts';
import { ConfigurationChanges } from './configuration-changes.ts';
import { ConfigurationTargets } from './configuration-targets.ts';
import { ConfigurationsController } from './configurations.controller.ts';
import { ConfigurationsService } from './configurations.service.ts';
import { ConfiguredDevices } from './configured-devices.ts';
import { LayersModule } from './layers.module.ts';

@Module({
  imports: [DevicesModule, SitesModule, LayersModule, LockedRangesModule],
  controllers: [ConfigurationsController],
  providers: [ConfigurationsService, ConfigurationTargets, ConfigurationChanges, ConfiguredDevices],
})
export class ConfigurationsModule {}
