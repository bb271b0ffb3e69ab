import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/index.ts';
import { RevocationsModule } from '../revocations/index.ts';
import { SitesModule } from '../sites/index.ts';
import { EnrolmentController } from './enrolment.controller.ts';
import { EnrolmentService } from './enrolment.service.ts';
import { RenewalController } from './renewal.controller.ts';
import { RenewalService } from './renewal.service.ts';
import { ReplacementService } from './replacement.service.ts';
import { SiteCertificates } from './site-certificates.ts';

@Module({
  imports: [DevicesModule, RevocationsModule, SitesModule],
  controllers: [EnrolmentController, RenewalController],
  providers: [EnrolmentService, RenewalService, ReplacementService, SiteCertificates],
})
export class EnrolmentModule {}
