import { existsSync } from 'node:fs';
import path from 'node:path';
import '@fastify/static';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RouteOperation } from '../authorisation/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { DashboardNotBuilt, PageNotFound } from './dashboard.errors.ts';
import { dashboardFile } from './dashboard-file.ts';

/**
 * The dashboard's files. Every other address is one of its pages and gets index.html, except
 * those that belong to the API: a mistyped one must not look like an answer.
 */
@ApiExcludeController()
@Controller()
export class DashboardController {
  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  @Get(['/', '*'])
  @RouteOperation('dashboard.read', 'The dashboard.')
  async read(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const folder = this.configuration.dashboardDirectory;
    const wanted = dashboardFile(request.url, request.headers.accept, (file) =>
      existsSync(path.join(folder, file)),
    );
    if (wanted === null) throw new PageNotFound();
    if (!existsSync(path.join(folder, wanted.file))) throw new DashboardNotBuilt();
    void reply.header('cache-control', wanted.cacheControl);
    await reply.sendFile(wanted.file, path.resolve(folder), { cacheControl: false });
  }
}
