import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Query,
  Res,
} from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  idSchema,
  type PeopleListQuery,
  peopleListQuerySchema,
  type Person,
  personChangeSchema,
  personPageSchema,
  personSchema,
} from '@eyrie/contracts';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { HasDryRun } from '../dry-run/index.ts';
import { HasFields } from '../fields/index.ts';
import type { Page } from '../paging/page-token.ts';
import { IfMatch, NeedsIfMatch, type SeenRevision, withRevision } from '../preconditions/index.ts';
import { PeopleService } from './people.service.ts';

@ApiTags('people')
@Controller('v1/people')
export class PeopleController {
  constructor(@Inject(PeopleService) private readonly people: PeopleService) {}

  @Get()
  @HasFields(personSchema)
  @RouteOperation('people.list', 'The people of the organisation, with their roles and sites.')
  @ApiOkResponse({ standardSchema: personPageSchema })
  list(
    @CurrentPerson() caller: PersonPrincipal,
    @Query({ schema: peopleListQuerySchema }) query: PeopleListQuery,
  ): Promise<Page<Person>> {
    return this.people.list(caller, query);
  }

  @Patch(':id')
  @HasDryRun()
  @NeedsIfMatch()
  @RouteOperation('people.change', 'Change somebody’s role, or the sites it is granted at.')
  @ApiOkResponse({ standardSchema: personSchema })
  async change(
    @CurrentPerson() caller: PersonPrincipal,
    @Param('id', { schema: idSchema('user') }) id: string,
    @Body({ schema: personChangeSchema }) change: z.output<typeof personChangeSchema>,
    @IfMatch() seen: SeenRevision,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Person> {
    return withRevision(reply, await this.people.change(caller, id, change, seen));
  }

  @Delete(':id')
  @HasDryRun()
  @HttpCode(204)
  @RouteOperation('people.remove', 'Take somebody out of the organisation.')
  @ApiNoContentResponse()
  remove(
    @CurrentPerson() caller: PersonPrincipal,
    @Param('id', { schema: idSchema('user') }) id: string,
  ): Promise<void> {
    return this.people.remove(caller, id);
  }
}
