import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  idSchema,
  type LockedRange,
  lockedRangePageSchema,
  lockedRangeSchema,
  type NewLockedRange,
  newLockedRangeSchema,
  pageQuerySchema,
} from '@eyrie/contracts';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import type { Page } from '../paging/page-token.ts';
import { LockedRangesService } from './locked-ranges.service.ts';

const listQuerySchema = pageQuerySchema.extend({
  site_id: idSchema('site').optional(),
  camera_id: idSchema('camera').optional(),
});

@ApiTags('frames')
@Controller('v1/locked-ranges')
export class LockedRangesController {
  constructor(@Inject(LockedRangesService) private readonly ranges: LockedRangesService) {}

  @Post()
  @RouteOperation(
    'locked-ranges.create',
    'Keep a camera’s frames of a stretch of time, everywhere.',
  )
  @ApiCreatedResponse({ standardSchema: lockedRangeSchema })
  create(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: newLockedRangeSchema }) input: NewLockedRange,
  ): Promise<LockedRange> {
    return this.ranges.create(person, input);
  }

  @Get()
  @RouteOperation('locked-ranges.list', 'The locked ranges, of one site, of one camera or all.')
  @ApiOkResponse({ standardSchema: lockedRangePageSchema })
  list(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Query({ schema: listQuerySchema }) query: z.output<typeof listQuerySchema>,
  ): Promise<Page<LockedRange>> {
    return this.ranges.list(organisationId, query, query);
  }

  @Delete(':id')
  @HttpCode(204)
  @RouteOperation('locked-ranges.delete', 'Let the frames of a range go with the others again.')
  @ApiNoContentResponse()
  delete(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Param('id', { schema: idSchema('lockedRange') }) id: string,
  ): Promise<void> {
    return this.ranges.delete(organisationId, id);
  }
}
