import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type FoundingAnswer,
  foundingAnswerSchema,
  type FoundingClaim,
  foundingClaimSchema,
  type SiteManifest,
  siteManifestSchema,
  type SiteRecovery,
  siteRecoverySchema,
  type SiteReport,
  siteReportSchema,
} from '@eyrie/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentDevice, type DevicePrincipal, RouteOperation } from '../authorisation/index.ts';
import { readFence } from '../fencing/index.ts';
import { EdgeSiteService } from './edge-site.service.ts';
import { SiteFoundingService } from './site-founding.service.ts';

@ApiTags('edge')
@Controller('edge/v1/site')
export class EdgeSiteController {
  constructor(
    @Inject(EdgeSiteService) private readonly edgeSite: EdgeSiteService,
    @Inject(SiteFoundingService) private readonly founding: SiteFoundingService,
  ) {}

  @Get()
  @RouteOperation('edge.site.read', 'What the cloud wants the site to be (ETag: its version).')
  @ApiOkResponse({ standardSchema: siteManifestSchema })
  async read(
    @CurrentDevice() device: DevicePrincipal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SiteManifest | undefined> {
    void reply.header('cache-control', 'private, no-cache');
    const known = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim());
    // Every site asks every two seconds, and nearly always nothing is new: that costs one row.
    const present = toTag(await this.edgeSite.manifestVersion(device));
    if (known.includes(present)) {
      void reply.status(304).header('etag', present);
      return undefined;
    }
    const manifest = await this.edgeSite.manifest(device);
    void reply.header('etag', toTag(manifest));
    return manifest;
  }

  @Post('report')
  @HttpCode(204)
  @RouteOperation('edge.site.report', "The leader's view of its site.")
  @ApiNoContentResponse()
  report(
    @CurrentDevice() device: DevicePrincipal,
    @Req() request: FastifyRequest,
    @Body({ schema: siteReportSchema }) report: SiteReport,
  ): Promise<void> {
    return this.edgeSite.report(device, readFence(request.headers), report);
  }

  @Post('founding')
  @HttpCode(200)
  @RouteOperation('edge.site.founding', 'Whether this card may found the site epoch, or joins it.')
  @ApiOkResponse({ standardSchema: foundingAnswerSchema })
  claim(
    @CurrentDevice() device: DevicePrincipal,
    @Body({ schema: foundingClaimSchema }) claim: FoundingClaim,
  ): Promise<FoundingAnswer> {
    return this.founding.claim(device, claim);
  }

  @Post('recovery')
  @HttpCode(200)
  @RouteOperation('edge.site.recovery', 'Begins the next site epoch with a survivor alone.')
  @ApiOkResponse({ standardSchema: siteManifestSchema })
  async recover(
    @CurrentDevice() device: DevicePrincipal,
    @Body({ schema: siteRecoverySchema }) recovery: SiteRecovery,
  ): Promise<SiteManifest> {
    await this.founding.recover(device, recovery);
    return this.edgeSite.manifest(device);
  }
}

function toTag({ siteEpoch, version }: Pick<SiteManifest, 'siteEpoch' | 'version'>): string {
  return `"${siteEpoch}.${version}"`;
}
