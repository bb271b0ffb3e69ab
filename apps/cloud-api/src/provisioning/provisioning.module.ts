import { Module } from '@nestjs/common';
import { SitesModule } from '../sites/index.ts';
import { KnownDevicesController } from './known-devices.controller.ts';
import { KnownDevicesService } from './known-devices.service.ts';
import { ProvisioningController } from './provisioning.controller.ts';
import { ProvisioningService } from './provisioning.service.ts';

@Module({
  imports: [SitesModule],
  controllers: [KnownDevicesController, ProvisioningController],
  providers: [KnownDevicesService, ProvisioningService],
})
export class ProvisioningModule {}
