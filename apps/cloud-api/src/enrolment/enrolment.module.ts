import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/index.ts';
import { RevocationsModule } from '../revocations/index.ts';
import { SitesModule } from '../sites/index.ts';
import { EnrolmentController } from './enrolment.controller.ts';
import { EnrolmentService } from './enrolment.service.ts';

@Module({
  imports: [DevicesModule, RevocationsModule, SitesModule],
  controllers: [EnrolmentController],
  providers: [EnrolmentService],
})
export class EnrolmentModule {}
