import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  idSchema,
  type LongOperation,
  longOperationSchema,
  newExportSchema,
  type OrganisationExport,
  organisationExportPageSchema,
  pageQuerySchema,
} from '@eyrie/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { sendBytes } from '../blobs/index.ts';
import type { Page } from '../paging/page-token.ts';
import { ExportsService } from './exports.service.ts';

const linkSchema = z.object({
  expires: z.coerce.number().int().min(0),
  signature: z.string().max(64),
});

@ApiTags('organisation')
@Controller('v1/organisation/exports')
export class ExportsController {
  constructor(@Inject(ExportsService) private readonly exports: ExportsService) {}

  @Post()
  @HttpCode(202)
  @RouteOperation('organisation.exports.create', 'Makes an archive of everything there is.')
  @ApiAcceptedResponse({ standardSchema: longOperationSchema })
  create(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: newExportSchema }) body: z.output<typeof newExportSchema>,
  ): Promise<LongOperation> {
    return this.exports.create(person, { withMedia: body.with_media });
  }

  @Get()
  @RouteOperation('organisation.exports.list', 'The archives of the last two days, newest first.')
  @ApiOkResponse({ standardSchema: organisationExportPageSchema })
  list(
    @CurrentPerson() person: PersonPrincipal,
    @Query({ schema: pageQuerySchema }) query: z.output<typeof pageQuerySchema>,
  ): Promise<Page<OrganisationExport>> {
    return this.exports.list(person, query);
  }

  @Get(':id/file')
  @RouteOperation('organisation.exports.file', 'An archive, by the link that the list has.')
  @ApiProduces('application/x-tar')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async file(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('export') }) id: string,
    @Query({ schema: linkSchema }) link: z.output<typeof linkSchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const archive = await this.exports.open(person, id, link);
    void reply.headers({
      'cache-control': 'private, no-store',
      'content-type': 'application/x-tar',
      'content-disposition': `attachment; filename="eyrie-${id}.tar"`,
    });
    const { bytes, sha256 } = archive;
    sendBytes(request, reply, { bytes, etag: `"${sha256}"` }, ({ start, end }) =>
      archive.read(start, end),
    );
  }
}
