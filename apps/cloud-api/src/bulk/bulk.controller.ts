import {
  type BulkCommands,
  bulkCommandsSchema,
  type BulkRevocation,
  bulkRevocationSchema,
  type BulkTrial,
  bulkTrialSchema,
  type LongOperation,
  longOperationSchema,
} from '@eyrie/contracts';
import {
  applyDecorators,
  Body,
  Controller,
  HttpCode,
  Inject,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { TriesItself } from '../dry-run/index.ts';
import type { BulkInput } from './bulk-actions.ts';
import { BulkService } from './bulk.service.ts';

const trialQuerySchema = z.object({
  dry_run: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: change nothing, say what would become of each device.'),
});
type TrialQuery = z.output<typeof trialQuerySchema>;

const Bulk = (): MethodDecorator =>
  applyDecorators(
    HttpCode(202),
    TriesItself(),
    ApiAcceptedResponse({
      standardSchema: longOperationSchema,
      description: 'It is under way; its result is a BulkResult.',
    }),
    ApiOkResponse({
      standardSchema: bulkTrialSchema,
      description: 'With dry_run=true: what would become of each device.',
    }),
  );

@ApiTags('bulk')
@Controller('v1/bulk')
export class BulkController {
  constructor(@Inject(BulkService) private readonly bulk: BulkService) {}

  @Post('commands')
  @Bulk()
  @RouteOperation('bulk.commands', 'Have many devices do the same.')
  command(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: bulkCommandsSchema }) body: BulkCommands,
    @Query({ schema: trialQuerySchema }) query: TrialQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LongOperation | BulkTrial> {
    return this.answer(reply, person, { ...body, action: 'command' }, query);
  }

  @Post('revocations')
  @Bulk()
  @RouteOperation('bulk.revoke', 'End what many devices may do, for good.')
  revoke(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: bulkRevocationSchema }) body: BulkRevocation,
    @Query({ schema: trialQuerySchema }) query: TrialQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LongOperation | BulkTrial> {
    return this.answer(reply, person, { ...body, action: 'revoke' }, query);
  }

  @Post('decommissions')
  @Bulk()
  @RouteOperation('bulk.decommission', 'Revoke many devices and take them out of the lists.')
  decommission(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: bulkRevocationSchema }) body: BulkRevocation,
    @Query({ schema: trialQuerySchema }) query: TrialQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LongOperation | BulkTrial> {
    return this.answer(reply, person, { ...body, action: 'decommission' }, query);
  }

  private async answer(
    reply: FastifyReply,
    person: PersonPrincipal,
    input: BulkInput,
    { dry_run }: TrialQuery,
  ): Promise<LongOperation | BulkTrial> {
    if (dry_run === 'true') {
      void reply.status(200).header('dry-run', 'true');
      return this.bulk.try(person, input);
    }
    const operation = await this.bulk.begin(person, input);
    void reply.header('location', `/v1/operations/${operation.id}`);
    return operation;
  }
}
