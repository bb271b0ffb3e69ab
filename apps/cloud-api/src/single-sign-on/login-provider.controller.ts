import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Put, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type LoginProvider,
  loginProviderSchema,
  type LoginProviderSetting,
  loginProviderSettingSchema,
  type LoginProviderTest,
  loginProviderTestSchema,
  newLoginProviderSchema,
} from '@eyrie/contracts';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { IfMatch, NeedsIfMatch, type SeenRevision, withRevision } from '../preconditions/index.ts';
import { LoginProviderService, revisionOf } from './login-provider.service.ts';

type NewProvider = z.output<typeof newLoginProviderSchema>;

@ApiTags('login-provider')
@Controller('v1/login-provider')
export class LoginProviderController {
  constructor(@Inject(LoginProviderService) private readonly providers: LoginProviderService) {}

  @Get()
  @RouteOperation('login-provider.read', 'The login provider of the organisation.')
  @ApiOkResponse({ standardSchema: loginProviderSettingSchema })
  async read(
    @CurrentPerson() caller: PersonPrincipal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoginProviderSetting> {
    const setting = await this.providers.read(caller);
    withRevision(reply, { revision: revisionOf(setting.provider) });
    return setting;
  }

  @Put()
  @NeedsIfMatch()
  @RouteOperation('login-provider.change', 'Set the login provider, or another one.')
  @ApiOkResponse({ standardSchema: loginProviderSchema })
  async change(
    @CurrentPerson() caller: PersonPrincipal,
    @Body({ schema: newLoginProviderSchema }) body: NewProvider,
    @IfMatch() seen: SeenRevision,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoginProvider> {
    return withRevision(reply, await this.providers.change(caller, body, seen));
  }

  @Delete()
  @NeedsIfMatch()
  @HttpCode(204)
  @RouteOperation('login-provider.delete', 'No login provider; the sessions it opened end.')
  @ApiNoContentResponse()
  remove(@CurrentPerson() caller: PersonPrincipal, @IfMatch() seen: SeenRevision): Promise<void> {
    return this.providers.remove(caller, seen);
  }

  @Post('test')
  @HttpCode(200)
  @RouteOperation('login-provider.test', 'Try a login provider before it is set.')
  @ApiOkResponse({ standardSchema: loginProviderTestSchema })
  test(
    @CurrentPerson() caller: PersonPrincipal,
    @Body({ schema: newLoginProviderSchema }) body: NewProvider,
  ): Promise<LoginProviderTest> {
    return this.providers.test(caller, body);
  }
}
