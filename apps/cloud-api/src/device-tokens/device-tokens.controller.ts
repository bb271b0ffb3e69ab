import { Body, Controller, Header, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type AccessToken, accessTokenSchema, tokenRequestSchema } from '@eyrie/contracts';
import type { z } from 'zod';
import { RouteOperation } from '../authorisation/index.ts';
import { DeviceTokensService } from './device-tokens.service.ts';

@ApiTags('edge')
@Controller('edge/v1/token')
export class DeviceTokensController {
  constructor(@Inject(DeviceTokensService) private readonly tokens: DeviceTokensService) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RouteOperation('edge.token', 'Exchange a signed assertion for an access token (RFC 7523).')
  @ApiOkResponse({ standardSchema: accessTokenSchema })
  exchange(
    @Body({ schema: tokenRequestSchema }) request: z.output<typeof tokenRequestSchema>,
  ): Promise<AccessToken> {
    return this.tokens.exchange(request.assertion);
  }
}
