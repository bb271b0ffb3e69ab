import { Controller, Get, Header, Inject } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
} from '@nestjs/terminus';
import { ApiTags } from '@nestjs/swagger';
import { version } from '@eyrie/platform';
import { RouteOperation } from '../authorisation/index.ts';
import { Installation } from '../tenancy/index.ts';

@ApiTags('health')
@Controller()
export class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(Installation) private readonly installation: Installation,
  ) {}

  /** Whether the process runs; it says nothing of what it depends on, so nobody restarts it for that. */
  @Get('livez')
  @Header('cache-control', 'no-store')
  @RouteOperation('health.live', 'Whether the process is alive.')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 503 while Postgres is away, or its schema is not one that this version can work with. */
  @Get('readyz')
  @Header('cache-control', 'no-store')
  @RouteOperation('health.ready', 'Whether requests can be served.')
  async ready(): Promise<{ status: 'ok' }> {
    await this.installation.check();
    return { status: 'ok' };
  }

  @Get('health')
  @Header('cache-control', 'no-store')
  @RouteOperation('health.read', 'What the process depends on, part by part.')
  async read(): Promise<HealthCheckResult & { version: string }> {
    const result = await this.health.check([() => this.database()]);
    return { ...result, version };
  }

  private async database() {
    const indicator = this.indicators.check('database');
    try {
      await this.installation.check();
      return indicator.up();
    } catch {
      return indicator.down();
    }
  }
}
