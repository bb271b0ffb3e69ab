import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/index.ts';
import { FirstOrganisation } from './first-organisation.ts';

@Module({
  imports: [SessionsModule],
  providers: [FirstOrganisation],
  exports: [FirstOrganisation],
})
export class OrganisationsModule {}
