import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type ConfigurationChange,
  configurationChangeSchema,
  type ConfigurationDiff,
  configurationDiffSchema,
  type ConfigurationLayer,
  configurationLayerSchema,
  configurationRollbackSchema,
  type ConfigurationRollout,
  configurationRolloutSchema,
  configurationTargetSchema,
  type ConfigurationVersion,
  configurationVersionPageSchema,
  configurationVersionSchema,
  type EffectiveConfiguration,
  effectiveConfigurationSchema,
  newConfigurationSchema,
  pageQuerySchema,
  settingsJsonSchema,
} from '@eyrie/contracts';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import type { Page, PageQuery } from '../paging/page-token.ts';
import { TriesItself } from '../dry-run/index.ts';
import {
  IfMatchRequired,
  IfMatchWhereGiven,
  NeedsIfMatch,
  type SeenRevision,
} from '../preconditions/index.ts';
import type { ChangeOptions } from './configuration-changes.ts';
import { ConfigurationsService } from './configurations.service.ts';

const versionNumber = z.coerce.number().int().min(0).max(1_000_000_000);
const diffQuerySchema = z.object({ from: versionNumber, to: versionNumber });
const changeQuerySchema = z.object({
  dry_run: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: change nothing, say what would come of it.'),
});

const target = { schema: configurationTargetSchema } as const;

@ApiTags('configurations')
@Controller('v1/configurations')
export class ConfigurationsController {
  constructor(
    @Inject(ConfigurationsService) private readonly configurations: ConfigurationsService,
  ) {}

  @Get('schema')
  @RouteOperation('configurations.schema', 'The JSON Schema of settings.')
  @ApiOkResponse({ schema: { type: 'object' } })
  schema(): Record<string, unknown> {
    return settingsJsonSchema();
  }

  @Get(':target')
  @RouteOperation('configurations.read', 'What an organisation, a site or a device says itself.')
  @ApiOkResponse({ standardSchema: configurationLayerSchema })
  async get(
    @CurrentPerson() person: PersonPrincipal,
    @Param('target', target) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConfigurationLayer> {
    const layer = await this.configurations.get(person, id);
    void reply.header('etag', `"${layer.version}"`);
    return layer;
  }

  @Get(':target/effective')
  @RouteOperation('configurations.effective', 'What holds there, and where each value comes from.')
  @ApiOkResponse({ standardSchema: effectiveConfigurationSchema })
  effective(
    @CurrentPerson() person: PersonPrincipal,
    @Param('target', target) id: string,
  ): Promise<EffectiveConfiguration> {
    return this.configurations.effective(person, id);
  }

  @Get(':target/rollout')
  @RouteOperation('configurations.rollout', 'How far the workers are with what is wanted of them.')
  @ApiOkResponse({ standardSchema: configurationRolloutSchema })
  rollout(
    @CurrentPerson() person: PersonPrincipal,
    @Param('target', target) id: string,
  ): Promise<ConfigurationRollout> {
    return this.configurations.rollout(person, id);
  }

  @Get(':target/versions')
  @RouteOperation('configurations.versions', 'The versions of a layer, newest first.')
  @ApiOkResponse({ standardSchema: configurationVersionPageSchema })
  versions(
    @CurrentPerson() person: PersonPrincipal,
    @Param('target', target) id: string,
    @Query({ schema: pageQuerySchema }) query: PageQuery,
  ): Promise<Page<ConfigurationVersion>> {
    return this.configurations.versions(person, id, query);
  }

  @Get(':target/versions/:version')
  @RouteOperation('configurations.version', 'One version: what, who, when and why.')
  @ApiOkResponse({ standardSchema: configurationVersionSchema })
  version(
    @CurrentPerson() person: PersonPrincipal,
    @Param('target', target) id: string,
    @Param('version', { schema: versionNumber }) version: number,
  ): Promise<ConfigurationVersion> {
    return this.configurations.version(person, id, version);
  }

  @Get(':target/diff')
  @RouteOperation('configurations.diff', 'In which values two versions differ; 0 is the empty one.')
  @ApiOkResponse({ standardSchema: configurationDiffSchema })
  diff(
    @CurrentPerson() person: PersonPrincipal,
    @Param('target', target) id: string,
    @Query({ schema: diffQuerySchema }) query: z.output<typeof diffQuerySchema>,
  ): Promise<ConfigurationDiff> {
    return this.configurations.diff(person, id, query);
  }

  @Put(':target')
  @TriesItself()
  @NeedsIfMatch({ unless: 'for a dry run' })
  @RouteOperation('configurations.change', 'Replace a layer, or try what that would do.')
  @ApiOkResponse({ standardSchema: configurationChangeSchema })
  async change(
    @CurrentPerson() person: PersonPrincipal,
    @Param('target', target) id: string,
    @Body({ schema: newConfigurationSchema }) input: z.output<typeof newConfigurationSchema>,
    @Query({ schema: changeQuerySchema }) query: z.output<typeof changeQuerySchema>,
    @IfMatchWhereGiven() seen: SeenRevision | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConfigurationChange> {
    const options = changeOptions(query, seen);
    return withTag(reply, await this.configurations.change(person, id, input, options));
  }

  @Post(':target/rollback')
  @TriesItself()
  @HttpCode(200)
  @NeedsIfMatch({ unless: 'for a dry run' })
  @RouteOperation('configurations.rollback', 'Make an old version the newest again.')
  @ApiOkResponse({ standardSchema: configurationChangeSchema })
  async rollBack(
    @CurrentPerson() person: PersonPrincipal,
    @Param('target', target) id: string,
    @Body({ schema: configurationRollbackSchema })
    input: z.output<typeof configurationRollbackSchema>,
    @Query({ schema: changeQuerySchema }) query: z.output<typeof changeQuerySchema>,
    @IfMatchWhereGiven() seen: SeenRevision | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConfigurationChange> {
    const options = changeOptions(query, seen);
    return withTag(reply, await this.configurations.rollBack(person, id, input, options));
  }
}

/** Throws `IfMatchRequired`: without the version seen, somebody's change could be lost. */
function changeOptions(
  { dry_run }: z.output<typeof changeQuerySchema>,
  seen: SeenRevision | null,
): ChangeOptions {
  const isTrial = dry_run === 'true';
  if (seen === null && !isTrial) throw new IfMatchRequired();
  return { seen, isTrial };
}

function withTag(reply: FastifyReply, change: ConfigurationChange): ConfigurationChange {
  void reply.header('etag', `"${change.version}"`);
  return change;
}
