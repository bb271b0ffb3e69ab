import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Res,
} from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  retentionPolicySchema,
  retentionPreviewSchema,
  retentionSchema,
  type Retention,
  type RetentionPolicy,
  type RetentionPreview,
} from '@eyrie/contracts';
import type { FastifyReply } from 'fastify';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { HasDryRun } from '../dry-run/index.ts';
import { IfMatch, NeedsIfMatch, type SeenRevision, withRevision } from '../preconditions/index.ts';
import { RetentionService } from './retention.service.ts';

@ApiTags('retention')
@Controller('v1')
export class RetentionController {
  constructor(@Inject(RetentionService) private readonly retention: RetentionService) {}

  @Get('retention')
  @RouteOperation('retention.read', 'For how long data is kept, and what was removed lately.')
  @ApiOkResponse({ standardSchema: retentionSchema })
  async read(
    @CurrentPerson() person: PersonPrincipal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Retention> {
    return withRevision(reply, await this.retention.read(person.organisationId));
  }

  @Post('retention/preview')
  @HttpCode(200)
  @RouteOperation('retention.preview', 'What a policy would remove; nothing changes.')
  @ApiOkResponse({ standardSchema: retentionPreviewSchema })
  preview(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: retentionPolicySchema }) policy: RetentionPolicy,
  ): Promise<RetentionPreview> {
    return this.retention.preview(person.organisationId, policy);
  }

  @Put('retention')
  @HasDryRun()
  @NeedsIfMatch()
  @RouteOperation('retention.change', 'Says for how long data is kept, from the next run on.')
  @ApiOkResponse({ standardSchema: retentionSchema })
  async change(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: retentionPolicySchema }) policy: RetentionPolicy,
    @IfMatch() seen: SeenRevision,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Retention> {
    return withRevision(reply, await this.retention.change(person.organisationId, policy, seen));
  }

  @Put('frames/:id/pin')
  @HttpCode(204)
  @RouteOperation('frames.pin', 'Keeps a frame whatever the policy says.')
  pin(@CurrentPerson() person: PersonPrincipal, @Param('id') id: string): Promise<void> {
    return this.retention.pin(person.organisationId, id);
  }

  @Delete('frames/:id/pin')
  @HttpCode(204)
  @RouteOperation('frames.unpin', 'Lets a frame go with the others.')
  unpin(@CurrentPerson() person: PersonPrincipal, @Param('id') id: string): Promise<void> {
    return this.retention.unpin(person.organisationId, id);
  }
}
