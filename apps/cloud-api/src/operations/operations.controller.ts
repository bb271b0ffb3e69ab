import {
  idSchema,
  type LongOperation,
  longOperationSchema,
  type OperationListQuery,
  operationListQuerySchema,
  operationPageSchema,
  operationReadQuerySchema,
} from '@eyrie/contracts';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { whileConnected } from '../http/while-connected.ts';
import type { Page } from '../paging/page-token.ts';
import { OperationsService } from './operations.service.ts';

@ApiTags('operations')
@Controller('v1/operations')
export class OperationsController {
  constructor(@Inject(OperationsService) private readonly operations: OperationsService) {}

  @Get()
  @RouteOperation('operations.list', 'Long work, newest first; for 30 days after its end.')
  @ApiOkResponse({ standardSchema: operationPageSchema })
  list(
    @CurrentPerson() person: PersonPrincipal,
    @Query({ schema: operationListQuerySchema }) query: OperationListQuery,
  ): Promise<Page<LongOperation>> {
    return this.operations.list(person, query);
  }

  @Get(':id')
  @RouteOperation('operations.read', 'One operation; waits for its end where it is asked to.')
  @ApiOkResponse({ standardSchema: longOperationSchema })
  async get(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('operation') }) id: string,
    @Query({ schema: operationReadQuerySchema })
    { wait_seconds }: z.output<typeof operationReadQuerySchema>,
    @Req() request: FastifyRequest,
  ): Promise<LongOperation> {
    const waitMs = wait_seconds * 1_000;
    return whileConnected(request, (signal) =>
      this.operations.wait(person, id, { waitMs, signal }),
    );
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @RouteOperation('operations.cancel', 'End an operation where it can be left; what is done stays.')
  @ApiOkResponse({ standardSchema: longOperationSchema })
  cancel(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('operation') }) id: string,
  ): Promise<LongOperation> {
    return this.operations.cancel(person, id);
  }
}
