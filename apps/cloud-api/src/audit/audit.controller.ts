import { Controller, Get, Header, Inject, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type AuditCheckpoint,
  auditCheckpointPageSchema,
  auditCheckpointSchema,
  type AuditEntry,
  type AuditKeys,
  auditKeysSchema,
  auditPageSchema,
  instantSchema,
  pageQuerySchema,
} from '@eyrie/contracts';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import type { Page } from '../paging/page-token.ts';
import { auditCsvHeader, auditCsvRow } from './audit-csv.ts';
import { AuditCheckpoints } from './audit-checkpoints.ts';
import { AuditLogService } from './audit-log.service.ts';

const listQuerySchema = pageQuerySchema.extend({
  actor_id: z.string().max(64).optional(),
  object_id: z.string().max(64).optional(),
  operation: z.string().max(64).optional().describe('An operation, or the beginning of several.'),
  result: z.enum(['done', 'refused']).optional().describe('Both, where it is left out.'),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
});

const exportQuerySchema = z.object({
  after: z.coerce.number().int().min(0).default(0).describe('The sequence to go on after.'),
  limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
  format: z
    .enum(['ndjson', 'csv'])
    .default('ndjson')
    .describe('csv: for spreadsheets, with a header before the first entry, without checkpoints.'),
  checkpoints: z
    .stringbool()
    .default(false)
    .describe('Whether signed heads are in it, each after the entry that it signs.'),
});

@ApiTags('audit')
@Controller()
export class AuditController {
  constructor(
    @Inject(AuditLogService) private readonly log: AuditLogService,
    @Inject(AuditCheckpoints) private readonly checkpoints: AuditCheckpoints,
  ) {}

  @Get('v1/audit')
  @RouteOperation('audit.list', 'Who changed what, newest first.')
  @ApiOkResponse({ standardSchema: auditPageSchema })
  list(
    @CurrentPerson() caller: PersonPrincipal,
    @Query({ schema: listQuerySchema }) query: z.output<typeof listQuerySchema>,
  ): Promise<Page<AuditEntry>> {
    const { page_size, page_token, ...filter } = query;
    return this.log.list(caller, filter, {
      page_size,
      ...(page_token === undefined ? {} : { page_token }),
    });
  }

  @Get('v1/audit/export')
  @RouteOperation(
    'audit.export',
    'The chain, oldest first, one entry a line; empty when there are no further ones.',
  )
  @ApiOkResponse({
    description: 'Lines of AuditEntry, and of an AuditCheckpoint as the member `checkpoint`.',
    content: {
      'application/x-ndjson': { schema: { type: 'string' } },
      'text/csv': { schema: { type: 'string' } },
    },
  })
  async export(
    @CurrentPerson() caller: PersonPrincipal,
    @Query({ schema: exportQuerySchema }) query: z.output<typeof exportQuerySchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { format } = query;
    const type = format === 'csv' ? 'text/csv' : 'application/x-ndjson';
    void reply.header('content-type', `${type}; charset=utf-8`);
    void reply.header('content-disposition', `attachment; filename="audit.${format}"`);
    const lines = await this.log.export(caller, query);
    if (format === 'csv') {
      const rows = lines.flatMap((line) => ('checkpoint' in line ? [] : [auditCsvRow(line)]));
      return `${query.after === 0 ? auditCsvHeader : ''}${rows.join('')}`;
    }
    return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  }

  @Get('v1/audit/checkpoints')
  @RouteOperation('audit.checkpoints.list', 'Signed heads of the chain, newest first.')
  @ApiOkResponse({ standardSchema: auditCheckpointPageSchema })
  listCheckpoints(
    @CurrentPerson() caller: PersonPrincipal,
    @Query({ schema: pageQuerySchema }) query: z.output<typeof pageQuerySchema>,
  ): Promise<Page<AuditCheckpoint>> {
    return this.checkpoints.list(caller, query);
  }

  @Post('v1/audit/checkpoints')
  @RouteOperation(
    'audit.checkpoints.create',
    'Signs the head of the chain now, in place of within the hour.',
  )
  @ApiCreatedResponse({ standardSchema: auditCheckpointSchema })
  createCheckpoint(@CurrentPerson() caller: PersonPrincipal): Promise<AuditCheckpoint> {
    return this.checkpoints.create(caller);
  }

  @Get('.well-known/audit-keys.json')
  @Header('cache-control', 'public, max-age=300')
  @RouteOperation(
    'audit.keys',
    'The public keys of checkpoints (RFC 8037), those of earlier included: keep a copy elsewhere.',
  )
  @ApiOkResponse({ standardSchema: auditKeysSchema })
  keys(): Promise<AuditKeys> {
    return this.checkpoints.publicKeys();
  }
}
