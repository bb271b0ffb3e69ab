import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/index.ts';
import { RevocationsModule } from '../revocations/index.ts';
import { SitesModule } from '../sites/index.ts';
import { Admission } from './admission.ts';
import { ClaimUse } from './claim-use.ts';
import { EnrolmentChallenges } from './enrolment-challenges.ts';
import { EnrolmentFreshness } from './enrolment-freshness.ts';
import { EnrolmentLimits } from './enrolment-limits.ts';
import { EnrolmentQueue } from './enrolment-queue.ts';
import { EnrolmentRequestsController } from './enrolment-requests.controller.ts';
import { EnrolmentRequestsService } from './enrolment-requests.service.ts';
import { EnrolmentController } from './enrolment.controller.ts';
import { EnrolmentService } from './enrolment.service.ts';
import { RenewalController } from './renewal.controller.ts';
import { RenewalService } from './renewal.service.ts';
import { ReplacementService } from './replacement.service.ts';
import { SiteCertificates } from './site-certificates.ts';

@Module({
  imports: [DevicesModule, RevocationsModule, SitesModule],
  controllers: [EnrolmentController, EnrolmentRequestsController, RenewalController],
  providers: [
    Admission,
    ClaimUse,
    EnrolmentChallenges,
    EnrolmentFreshness,
    EnrolmentLimits,
    EnrolmentQueue,
    EnrolmentRequestsService,
    EnrolmentService,
    RenewalService,
    ReplacementService,
    SiteCertificates,
  ],
})
export class EnrolmentModule {}
