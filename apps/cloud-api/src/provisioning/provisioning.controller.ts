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
  createdClaimsSchema,
  type CreatedProvisioningToken,
  createdProvisioningTokenSchema,
  idSchema,
  newClaimsSchema,
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
  @RouteOperation('provisioning-tokens.create', 'Make a token for one new device, or for several.')
  @ApiCreatedResponse({ standardSchema: createdProvisioningTokenSchema })
  create(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: newProvisioningTokenSchema })
    input: z.output<typeof newProvisioningTokenSchema>,
  ): Promise<CreatedProvisioningToken> {
    return this.provisioning.create(person, input);
  }

  @Post('claims')
  @Header('cache-control', 'no-store')
  @RouteOperation('provisioning-tokens.create-claims', 'Make a single-use claim for each of many.')
  @ApiCreatedResponse({ standardSchema: createdClaimsSchema })
  async createClaims(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: newClaimsSchema }) input: z.output<typeof newClaimsSchema>,
  ): Promise<{ items: CreatedProvisioningToken[] }> {
    return { items: await this.provisioning.createClaims(person, input) };
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
