import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type CreatedInvitation,
  createdInvitationSchema,
  idSchema,
  type Invitation,
  invitationAcceptanceSchema,
  invitationLookUpSchema,
  type InvitationOffer,
  invitationOfferSchema,
  invitationPageSchema,
  newInvitationSchema,
  pageQuerySchema,
  type Session,
  sessionSchema,
} from '@eyrie/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import type { Page, PageQuery } from '../paging/page-token.ts';
import { SessionReply, visitorOf } from '../sessions/index.ts';
import { AcceptanceService } from './acceptance.service.ts';
import { InvitationsService } from './invitations.service.ts';

@ApiTags('people')
@Controller('v1/invitations')
export class InvitationsController {
  constructor(
    @Inject(InvitationsService) private readonly invitations: InvitationsService,
    @Inject(AcceptanceService) private readonly acceptance: AcceptanceService,
    @Inject(SessionReply) private readonly answer: SessionReply,
  ) {}

  @Post()
  @Header('cache-control', 'no-store')
  @RouteOperation(
    'invitations.create',
    'Invite somebody by mail; where no mail is sent the link is shown once.',
  )
  @ApiCreatedResponse({ standardSchema: createdInvitationSchema })
  create(
    @CurrentPerson() caller: PersonPrincipal,
    @Body({ schema: newInvitationSchema }) input: z.output<typeof newInvitationSchema>,
  ): Promise<CreatedInvitation> {
    return this.invitations.create(caller, input);
  }

  @Get()
  @RouteOperation('invitations.list', 'The invitations, accepted and revoked ones too.')
  @ApiOkResponse({ standardSchema: invitationPageSchema })
  list(
    @CurrentPerson() caller: PersonPrincipal,
    @Query({ schema: pageQuerySchema }) query: PageQuery,
  ): Promise<Page<Invitation>> {
    return this.invitations.list(caller, query);
  }

  @Delete(':id')
  @HttpCode(204)
  @RouteOperation('invitations.delete', 'Revoke an invitation.')
  @ApiNoContentResponse()
  revoke(
    @CurrentPerson() caller: PersonPrincipal,
    @Param('id', { schema: idSchema('invitation') }) id: string,
  ): Promise<void> {
    return this.invitations.revoke(caller, id);
  }

  @Post('look-up')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RouteOperation('invitations.look-up', 'What an invitation offers, for whoever has its link.')
  @ApiOkResponse({ standardSchema: invitationOfferSchema })
  lookUp(
    @Body({ schema: invitationLookUpSchema }) { token }: z.output<typeof invitationLookUpSchema>,
  ): Promise<InvitationOffer> {
    return this.invitations.lookUp(token);
  }

  @Post('accept')
  @RouteOperation('invitations.accept', 'Join the organisation, and log in.')
  @ApiCreatedResponse({ standardSchema: sessionSchema })
  async accept(
    @Body({ schema: invitationAcceptanceSchema })
    input: z.output<typeof invitationAcceptanceSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    return this.answer.begin(reply, await this.acceptance.accept(input, visitorOf(request)));
  }
}
