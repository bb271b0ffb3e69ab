import { Body, Controller, Header, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type CertificateRenewal,
  certificateRenewalSchema,
  type RenewedCertificate,
  renewedCertificateSchema,
} from '@eyrie/contracts';
import { CurrentDevice, type DevicePrincipal, RouteOperation } from '../authorisation/index.ts';
import { RenewalService } from './renewal.service.ts';

@ApiTags('edge')
@Controller('edge/v1/certificate')
export class RenewalController {
  constructor(@Inject(RenewalService) private readonly renewals: RenewalService) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RouteOperation('edge.certificate.renew', "A certificate for the device's next key.")
  @ApiOkResponse({ standardSchema: renewedCertificateSchema })
  renew(
    @CurrentDevice() device: DevicePrincipal,
    @Body({ schema: certificateRenewalSchema }) request: CertificateRenewal,
  ): Promise<RenewedCertificate> {
    return this.renewals.renew(device, request);
  }
}
