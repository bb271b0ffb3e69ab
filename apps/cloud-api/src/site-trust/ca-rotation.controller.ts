import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  idSchema,
  newCaRotationSchema,
  type SiteTrustView,
  siteTrustViewSchema,
} from '@eyrie/contracts';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { CaRotationService } from './ca-rotation.service.ts';

@ApiTags('sites')
@Controller('v1/sites/:id/ca-rotation')
export class CaRotationController {
  constructor(@Inject(CaRotationService) private readonly rotations: CaRotationService) {}

  @Get()
  @RouteOperation(
    'sites.ca-rotation.read',
    "The site's CA, and how far its devices are to the next.",
  )
  @ApiOkResponse({ standardSchema: siteTrustViewSchema })
  read(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('site') }) id: string,
  ): Promise<SiteTrustView> {
    return this.rotations.read(person, id);
  }

  @Post()
  @HttpCode(200)
  @RouteOperation('sites.ca-rotation.start', 'Put another CA in the place of the site’s.')
  @ApiOkResponse({ standardSchema: siteTrustViewSchema })
  start(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('site') }) id: string,
    @Body({ schema: newCaRotationSchema }) body: z.output<typeof newCaRotationSchema>,
  ): Promise<SiteTrustView> {
    return this.rotations.start(person, id, body);
  }

  @Post('proceed')
  @HttpCode(200)
  @RouteOperation('sites.ca-rotation.proceed', 'Go on without the devices that are missing.')
  @ApiOkResponse({ standardSchema: siteTrustViewSchema })
  proceed(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('site') }) id: string,
  ): Promise<SiteTrustView> {
    return this.rotations.proceed(person, id);
  }
}
