import { Body, Controller, Delete, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type ErasureState, erasureStateSchema, newErasureSchema } from '@eyrie/contracts';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { ErasureService } from './erasure.service.ts';

@ApiTags('organisation')
@Controller('v1/organisation/erasure')
export class ErasureController {
  constructor(@Inject(ErasureService) private readonly erasure: ErasureService) {}

  @Get()
  @RouteOperation(
    'organisation.erasure.read',
    'Whether the organisation is to be erased, and when.',
  )
  @ApiOkResponse({ standardSchema: erasureStateSchema })
  read(@CurrentPerson() person: PersonPrincipal): Promise<ErasureState> {
    return this.erasure.read(person);
  }

  @Post()
  @RouteOperation(
    'organisation.erasure.request',
    'Has everything of the organisation erased after some days of grace.',
  )
  @ApiCreatedResponse({ standardSchema: erasureStateSchema })
  request(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: newErasureSchema }) body: z.output<typeof newErasureSchema>,
  ): Promise<ErasureState> {
    const { organisation_name: organisationName, reason } = body;
    return this.erasure.request(person, { organisationName, reason });
  }

  @Delete()
  @HttpCode(204)
  @RouteOperation('organisation.erasure.cancel', 'Keeps the organisation after all.')
  cancel(@CurrentPerson() person: PersonPrincipal): Promise<void> {
    return this.erasure.cancel(person);
  }
}
