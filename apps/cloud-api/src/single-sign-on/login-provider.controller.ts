import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Put } from '@nestjs/common';
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
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { LoginProviderService } from './login-provider.service.ts';

type NewProvider = z.output<typeof newLoginProviderSchema>;

@ApiTags('login-provider')
@Controller('v1/login-provider')
export class LoginProviderController {
  constructor(@Inject(LoginProviderService) private readonly providers: LoginProviderService) {}

  @Get()
  @RouteOperation('login-provider.read', 'The login provider of the organisation.')
  @ApiOkResponse({ standardSchema: loginProviderSettingSchema })
  read(@CurrentPerson() caller: PersonPrincipal): Promise<LoginProviderSetting> {
    return this.providers.read(caller);
  }

  @Put()
  @RouteOperation('login-provider.change', 'Set the login provider, or another one.')
  @ApiOkResponse({ standardSchema: loginProviderSchema })
  change(
    @CurrentPerson() caller: PersonPrincipal,
    @Body({ schema: newLoginProviderSchema }) body: NewProvider,
  ): Promise<LoginProvider> {
    return this.providers.change(caller, body);
  }

  @Delete()
  @HttpCode(204)
  @RouteOperation('login-provider.delete', 'No login provider; the sessions it opened end.')
  @ApiNoContentResponse()
  remove(@CurrentPerson() caller: PersonPrincipal): Promise<void> {
    return this.providers.remove(caller);
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
