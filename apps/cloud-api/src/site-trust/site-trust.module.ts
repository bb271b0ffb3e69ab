import { Module } from '@nestjs/common';
import { CommandsModule } from '../commands/index.ts';
import { SitesModule } from '../sites/index.ts';
import { CaRotationController } from './ca-rotation.controller.ts';
import { CaRotationService } from './ca-rotation.service.ts';
import { CaRotations } from './ca-rotations.ts';
import { DeviceTrustController } from './device-trust.controller.ts';
import { DeviceTrustService } from './device-trust.service.ts';
import { TrustProgress } from './trust-progress.ts';

@Module({
  imports: [CommandsModule, SitesModule],
  controllers: [CaRotationController, DeviceTrustController],
  providers: [CaRotations, CaRotationService, DeviceTrustService, TrustProgress],
})
export class SiteTrustModule {}
