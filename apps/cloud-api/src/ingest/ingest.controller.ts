import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  recordBatchResultSchema,
  type RecordBatch,
  type RecordBatchResult,
} from '@eyrie/contracts';
import type { FastifyRequest } from 'fastify';
import { CurrentDevice, type DevicePrincipal, RouteOperation } from '../authorisation/index.ts';
import { readFence } from '../fencing/index.ts';
import { bodyBytesMax } from '../http/json-limits.ts';
import { RecordLimits } from '../limits/index.ts';
import { IngestService } from './ingest.service.ts';
import { recordBatchBody } from './record-batch-body.ts';

@ApiTags('edge')
@Controller('edge/v1/records')
export class IngestController {
  constructor(
    @Inject(IngestService) private readonly service: IngestService,
    @Inject(RecordLimits) private readonly limits: RecordLimits,
  ) {}

  @Post()
  @HttpCode(200)
  @RouteOperation('edge.records.write', 'Records of a site’s devices; answers what the cloud has.')
  @ApiOkResponse({ standardSchema: recordBatchResultSchema })
  async ingest(
    @CurrentDevice() coordinator: DevicePrincipal,
    @Body({ schema: recordBatchBody }) batch: RecordBatch,
    @Req() request: FastifyRequest,
  ): Promise<RecordBatchResult> {
    // What does not say its length may have the most that a body may have.
    const bytes = Number(request.headers['content-length'] ?? bodyBytesMax);
    await this.limits.take(coordinator, { records: batch.records.length, bytes });
    return this.service.ingest(coordinator, readFence(request.headers), batch.records);
  }
}
