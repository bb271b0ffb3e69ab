import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/index.ts';
import { SitesModule } from '../sites/index.ts';
import { AcceptanceService } from './acceptance.service.ts';
import { InvitationsController } from './invitations.controller.ts';
import { InvitationsService } from './invitations.service.ts';
import { PeopleController } from './people.controller.ts';
import { PeopleRepository } from './people.repository.ts';
import { PeopleService } from './people.service.ts';

@Module({
  imports: [SessionsModule, SitesModule],
  controllers: [PeopleController, InvitationsController],
  providers: [AcceptanceService, InvitationsService, PeopleRepository, PeopleService],
  exports: [PeopleRepository],
})
export class PeopleModule {}
