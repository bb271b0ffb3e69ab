import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/index.ts';
import { SitesModule } from '../sites/index.ts';
import { EnrolmentController } from './enrolment.controller.ts';
import { EnrolmentService } from './enrolment.service.ts';

@Module({
  imports: [DevicesModule, SitesModule],
  controllers: [EnrolmentController],
  providers: [EnrolmentService],
})
export class EnrolmentModule {}
