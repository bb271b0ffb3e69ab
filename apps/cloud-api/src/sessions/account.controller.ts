import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Req,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type Account,
  accountSchema,
  idSchema,
  type OpenSession,
  openSessionsSchema,
  passwordChangeSchema,
  type RecoveryCodes,
  recoveryCodesSchema,
  secondFactorCodeSchema,
  secondFactorRemovalSchema,
  secondFactorRequestSchema,
  type SecondFactorSetup,
  secondFactorSetupSchema,
} from '@eyrie/contracts';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { AccountService } from './account.service.ts';
import { visitorOf } from './visitor.ts';

@ApiTags('account')
@Controller('v1/account')
export class AccountController {
  constructor(@Inject(AccountService) private readonly account: AccountService) {}

  @Get()
  @RouteOperation('account.read', 'What belongs to the person, whatever the organisation.')
  @ApiOkResponse({ standardSchema: accountSchema })
  read(@CurrentPerson() person: PersonPrincipal): Promise<Account> {
    return this.account.read(person);
  }

  @Get('sessions')
  @RouteOperation('account.sessions.list', 'Where the person is logged in, newest first.')
  @ApiOkResponse({ standardSchema: openSessionsSchema })
  async listSessions(@CurrentPerson() person: PersonPrincipal): Promise<{ items: OpenSession[] }> {
    return { items: await this.account.listSessions(person) };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @RouteOperation('account.sessions.delete', 'Log out one session.')
  @ApiNoContentResponse()
  endSession(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('session') }) id: string,
  ): Promise<void> {
    return this.account.endSession(person, id);
  }

  @Delete('sessions')
  @HttpCode(204)
  @RouteOperation('account.sessions.delete-others', 'Log out everywhere but here.')
  @ApiNoContentResponse()
  endOtherSessions(@CurrentPerson() person: PersonPrincipal): Promise<void> {
    return this.account.endOtherSessions(person);
  }

  @Put('password')
  @HttpCode(204)
  @RouteOperation('account.password', 'Change the password; the other sessions end.')
  @ApiNoContentResponse()
  changePassword(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: passwordChangeSchema }) change: z.output<typeof passwordChangeSchema>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.account.changePassword(person, change, visitorOf(request));
  }

  @Post('second-factor')
  @Header('cache-control', 'no-store')
  @RouteOperation('account.second-factor.set-up', 'A secret for an authenticator app.')
  @ApiCreatedResponse({ standardSchema: secondFactorSetupSchema })
  setUp(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: secondFactorRequestSchema }) body: z.output<typeof secondFactorRequestSchema>,
    @Req() request: FastifyRequest,
  ): Promise<SecondFactorSetup> {
    return this.account.setUpSecondFactor(person, body.password, visitorOf(request));
  }

  @Post('second-factor/confirm')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RouteOperation('account.second-factor.confirm', 'Switch the second factor on, with a code.')
  @ApiOkResponse({ standardSchema: recoveryCodesSchema })
  confirm(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: secondFactorCodeSchema }) body: z.output<typeof secondFactorCodeSchema>,
  ): Promise<RecoveryCodes> {
    return this.account.confirmSecondFactor(person, body.code);
  }

  @Post('second-factor/remove')
  @HttpCode(204)
  @RouteOperation('account.second-factor.remove', 'Switch the second factor off.')
  @ApiNoContentResponse()
  remove(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: secondFactorRemovalSchema }) body: z.output<typeof secondFactorRemovalSchema>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.account.removeSecondFactor(person, body, visitorOf(request));
  }
}
