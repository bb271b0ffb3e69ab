import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type Device,
  type DeviceRevocation,
  deviceRevocationSchema,
  deviceSchema,
  idSchema,
} from '@eyrie/contracts';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { HasDryRun } from '../dry-run/index.ts';
import { RevocationsService } from './revocations.service.ts';

@ApiTags('devices')
@Controller('v1/devices/:id')
export class RevocationsController {
  constructor(@Inject(RevocationsService) private readonly revocations: RevocationsService) {}

  @Post('revoke')
  @HasDryRun()
  @HttpCode(200)
  @RouteOperation('devices.revoke', 'End what a device may do, for good.')
  @ApiOkResponse({ standardSchema: deviceSchema })
  revoke(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('device') }) id: string,
    @Body({ schema: deviceRevocationSchema }) { reason }: DeviceRevocation,
  ): Promise<Device> {
    return this.revocations.revoke(person, id, reason);
  }

  @Post('decommission')
  @HasDryRun()
  @HttpCode(200)
  @RouteOperation('devices.decommission', 'Revoke a device and take it out of the lists.')
  @ApiOkResponse({ standardSchema: deviceSchema })
  decommission(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('device') }) id: string,
    @Body({ schema: deviceRevocationSchema }) { reason }: DeviceRevocation,
  ): Promise<Device> {
    return this.revocations.decommission(person, id, reason);
  }
}
