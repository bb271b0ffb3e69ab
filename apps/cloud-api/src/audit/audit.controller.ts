import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type AuditEntry, auditPageSchema, instantSchema, pageQuerySchema } from '@eyrie/contracts';
import { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import type { Page } from '../paging/page-token.ts';
import { AuditLogService } from './audit-log.service.ts';

const listQuerySchema = pageQuerySchema.extend({
  actor_id: z.string().max(64).optional(),
  object_id: z.string().max(64).optional(),
  operation: z.string().max(64).optional().describe('An operation, or the beginning of several.'),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
});

const exportQuerySchema = z.object({
  after: z.coerce.number().int().min(0).default(0).describe('The sequence to go on after.'),
  limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
});

@ApiTags('audit')
@Controller('v1/audit')
export class AuditController {
  constructor(@Inject(AuditLogService) private readonly log: AuditLogService) {}

  @Get()
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

  @Get('export')
  @Header('content-type', 'application/x-ndjson; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="audit.ndjson"')
  @RouteOperation(
    'audit.export',
    'The chain, oldest first, one entry a line; empty when there are no further ones.',
  )
  @ApiOkResponse({
    description: 'Lines of AuditEntry.',
    content: { 'application/x-ndjson': { schema: { type: 'string' } } },
  })
  async export(
    @CurrentPerson() caller: PersonPrincipal,
    @Query({ schema: exportQuerySchema }) query: z.output<typeof exportQuerySchema>,
  ): Promise<string> {
    const entries = await this.log.export(caller, query);
    return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  }
}
