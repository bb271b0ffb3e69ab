import { Module } from '@nestjs/common';
import { CamerasModule } from '../cameras/index.ts';
import { DevicesModule } from '../devices/index.ts';
import { RevocationsModule } from '../revocations/index.ts';
import { SitesModule } from '../sites/index.ts';
import { ArchiveRepository } from './archive.repository.ts';
import { CameraArchiveController } from './camera-archive.controller.ts';
import { CameraArchive } from './camera-archive.service.ts';
import { SiteArchiveController } from './site-archive.controller.ts';
import { SiteArchive } from './site-archive.service.ts';

@Module({
  imports: [CamerasModule, DevicesModule, RevocationsModule, SitesModule],
  controllers: [CameraArchiveController, SiteArchiveController],
  providers: [ArchiveRepository, CameraArchive, SiteArchive],
})
export class ArchiveModule {}
