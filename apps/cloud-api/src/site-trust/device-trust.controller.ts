import { Body, Controller, Header, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type SiteTrust,
  siteTrustSchema,
  type TrustReport,
  trustReportSchema,
} from '@eyrie/contracts';
import { CurrentDevice, type DevicePrincipal, RouteOperation } from '../authorisation/index.ts';
import { DeviceTrustService } from './device-trust.service.ts';

@ApiTags('edge')
@Controller('edge/v1/certificate/trust')
export class DeviceTrustController {
  constructor(@Inject(DeviceTrustService) private readonly trust: DeviceTrustService) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RouteOperation('edge.certificate.trust', 'What a device trusts, and what it is to trust.')
  @ApiOkResponse({ standardSchema: siteTrustSchema })
  report(
    @CurrentDevice() device: DevicePrincipal,
    @Body({ schema: trustReportSchema }) report: TrustReport,
  ): Promise<SiteTrust> {
    return this.trust.report(device, report);
  }
}
