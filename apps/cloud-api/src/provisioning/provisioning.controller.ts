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
  Query,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  createdProvisioningTokenSchema,
  idSchema,
  newProvisioningTokenSchema,
  pageQuerySchema,
  type ProvisioningToken,
  provisioningTokenPageSchema,
} from '@eyrie/contracts';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import type { Page, PageQuery } from '../paging/page-token.ts';
import { ProvisioningService } from './provisioning.service.ts';

@ApiTags('provisioning')
@Controller('v1/provisioning-tokens')
export class ProvisioningController {
  constructor(@Inject(ProvisioningService) private readonly provisioning: ProvisioningService) {}

  @Post()
  @Header('cache-control', 'no-store')
  @RouteOperation('provisioning-tokens.create', 'Make a single-use token for one new device.')
  @ApiCreatedResponse({ standardSchema: createdProvisioningTokenSchema })
  create(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: newProvisioningTokenSchema })
    input: z.output<typeof newProvisioningTokenSchema>,
  ): Promise<ProvisioningToken & { secret: string }> {
    return this.provisioning.create(person, input);
  }

  @Get()
  @RouteOperation('provisioning-tokens.list', 'The tokens, used and revoked ones too.')
  @ApiOkResponse({ standardSchema: provisioningTokenPageSchema })
  list(
    @CurrentPerson() person: PersonPrincipal,
    @Query({ schema: pageQuerySchema }) query: PageQuery,
  ): Promise<Page<ProvisioningToken>> {
    return this.provisioning.list(person, query);
  }

  @Delete(':id')
  @HttpCode(204)
  @RouteOperation('provisioning-tokens.delete', 'Revoke a token.')
  @ApiNoContentResponse()
  revoke(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('provisioningToken') }) id: string,
  ): Promise<void> {
    return this.provisioning.revoke(person, id);
  }
}
