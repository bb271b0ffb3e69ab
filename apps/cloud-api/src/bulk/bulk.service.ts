import type { BulkTrial, LongOperation } from '@eyrie/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { OperationsService } from '../operations/index.ts';
import { InvalidRequest } from '../problems/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { BulkActions, type BulkInput, kindOf } from './bulk-actions.ts';

/** Begins what is to be done to many devices, or tells what would come of it. */
@Injectable()
export class BulkService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(OperationsService) private readonly operations: OperationsService,
    @Inject(BulkActions) private readonly actions: BulkActions,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** Throws `InvalidRequest` where a device is named twice. */
  begin(person: PersonPrincipal, input: BulkInput): Promise<LongOperation> {
    const { organisationId } = person;
    refuseRepeated(input.device_ids);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const operation = await this.operations.begin(tx, person, {
        kind: kindOf(input.action),
        input,
        total: input.device_ids.length,
        unit: 'devices',
      });
      await this.audit.record(tx, organisationId, {
        object: { kind: 'operation', id: operation.id },
        after: input,
      });
      return operation;
    });
  }

  /** Throws `InvalidRequest` where a device is named twice. */
  async try(person: PersonPrincipal, input: BulkInput): Promise<BulkTrial> {
    refuseRepeated(input.device_ids);
    return { dry_run: true, ...(await this.actions.try(person, input)) };
  }
}

function refuseRepeated(ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const [index, id] of ids.entries()) {
    if (seen.has(id)) {
      throw new InvalidRequest([
        { pointer: `/device_ids/${index}`, message: 'is named before already' },
      ]);
    }
    seen.add(id);
  }
}
