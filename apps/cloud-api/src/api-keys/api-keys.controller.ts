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
  type ApiKey,
  apiKeyPageSchema,
  type CreatedApiKey,
  createdApiKeySchema,
  idSchema,
  newApiKeySchema,
  pageQuerySchema,
} from '@eyrie/contracts';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import type { Page, PageQuery } from '../paging/page-token.ts';
import { ApiKeysService } from './api-keys.service.ts';

@ApiTags('api-keys')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(@Inject(ApiKeysService) private readonly keys: ApiKeysService) {}

  @Post()
  @Header('cache-control', 'no-store')
  @RouteOperation('api-keys.create', 'Make a key for a program; its secret is shown once.')
  @ApiCreatedResponse({ standardSchema: createdApiKeySchema })
  create(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: newApiKeySchema }) input: z.output<typeof newApiKeySchema>,
  ): Promise<CreatedApiKey> {
    return this.keys.create(person, input);
  }

  @Get()
  @RouteOperation('api-keys.list', 'The keys, expired and revoked ones too.')
  @ApiOkResponse({ standardSchema: apiKeyPageSchema })
  list(
    @CurrentPerson() person: PersonPrincipal,
    @Query({ schema: pageQuerySchema }) query: PageQuery,
  ): Promise<Page<ApiKey>> {
    return this.keys.list(person, query);
  }

  @Delete(':id')
  @HttpCode(204)
  @RouteOperation('api-keys.delete', 'Revoke a key, and with it the tokens it was exchanged for.')
  @ApiNoContentResponse()
  revoke(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('apiKey') }) id: string,
  ): Promise<void> {
    return this.keys.revoke(person, id);
  }
}
