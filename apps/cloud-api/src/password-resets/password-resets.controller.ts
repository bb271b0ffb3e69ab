import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import {
  idSchema,
  type IssuedPasswordReset,
  issuedPasswordResetSchema,
  passwordResetCompletionSchema,
  passwordResetLookUpSchema,
  type PasswordResetOffer,
  passwordResetOfferSchema,
  passwordResetRequestSchema,
  type PasswordResetTarget,
  passwordResetTargetSchema,
} from '@eyrie/contracts';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { visitorOf } from '../sessions/index.ts';
import { PasswordResetsService } from './password-resets.service.ts';

@ApiTags('password-reset')
@Controller('v1')
export class PasswordResetsController {
  constructor(@Inject(PasswordResetsService) private readonly resets: PasswordResetsService) {}

  @Get('password-reset')
  @RouteOperation('password-reset.offer', 'How somebody who forgot his password gets a link.')
  @ApiOkResponse({ standardSchema: passwordResetOfferSchema })
  offer(): PasswordResetOffer {
    return this.resets.offer();
  }

  @Post('password-reset')
  @HttpCode(202)
  @RouteOperation(
    'password-reset.ask',
    'Ask for a link by mail; the answer is the same whether there is such an account or not.',
  )
  @ApiAcceptedResponse({ standardSchema: passwordResetOfferSchema })
  async ask(
    @Body({ schema: passwordResetRequestSchema })
    { email }: z.output<typeof passwordResetRequestSchema>,
    @Req() request: FastifyRequest,
  ): Promise<PasswordResetOffer> {
    await this.resets.ask(email, visitorOf(request));
    return this.resets.offer();
  }

  @Post('password-reset/look-up')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RouteOperation('password-reset.look-up', 'Whose password a link sets, for whoever has it.')
  @ApiOkResponse({ standardSchema: passwordResetTargetSchema })
  lookUp(
    @Body({ schema: passwordResetLookUpSchema })
    { token }: z.output<typeof passwordResetLookUpSchema>,
  ): Promise<PasswordResetTarget> {
    return this.resets.lookUp(token);
  }

  @Post('password-reset/complete')
  @HttpCode(204)
  @RouteOperation(
    'password-reset.complete',
    'Set a new password with a link, once; every session ends, the second factor stays.',
  )
  @ApiNoContentResponse()
  complete(
    @Body({ schema: passwordResetCompletionSchema })
    input: z.output<typeof passwordResetCompletionSchema>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.resets.complete(input.token, input.new_password, visitorOf(request));
  }

  @Post('people/:id/password-reset')
  @Header('cache-control', 'no-store')
  @RouteOperation(
    'people.password-reset',
    'A link to a new password for somebody: mailed, or shown once where no mail is sent.',
  )
  @ApiCreatedResponse({ standardSchema: issuedPasswordResetSchema })
  issue(
    @CurrentPerson() caller: PersonPrincipal,
    @Param('id', { schema: idSchema('user') }) id: string,
  ): Promise<IssuedPasswordReset> {
    return this.resets.issue(caller, id);
  }
}
