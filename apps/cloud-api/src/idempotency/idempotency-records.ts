import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { Sealing } from '../sealing/index.ts';
import type { TenantSql } from '../tenancy/index.ts';
import { IdempotencyRow } from './idempotency-record.entity.ts';

/** A request as it is told from others. */
export interface RequestName {
  readonly organisationId: string;
  readonly actor: string;
  readonly route: string;
  readonly key: string;
}

const answerSchema = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
});
export type KeptAnswer = z.infer<typeof answerSchema>;

/** All SQL about answers that are kept. */
@Injectable()
export class IdempotencyRecords {
  constructor(@Inject(Sealing) private readonly sealing: Sealing) {}

  /**
   * Takes the name until the transaction ends, however it ends. False where another one has it.
   */
  async take(tx: TenantSql, name: RequestName): Promise<boolean> {
    const [row] = await tx.query<{ taken: boolean }[]>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 41)) AS taken',
      [textOf(name)],
    );
    return row?.taken ?? false;
  }

  async find(
    tx: EntityManager,
    name: RequestName,
  ): Promise<{ requestSha256: string; answer: KeptAnswer } | null> {
    const row = await tx.findOneBy(IdempotencyRow, { ...name });
    if (!row) return null;
    const plain = this.sealing.open(row.sealedAnswer, placeOf(name)).toString('utf8');
    const answer = answerSchema.parse(JSON.parse(plain));
    return { requestSha256: row.requestSha256, answer };
  }

  async keep(
    tx: EntityManager,
    name: RequestName,
    requestSha256: string,
    answer: KeptAnswer,
  ): Promise<void> {
    const plain = Buffer.from(JSON.stringify(answer));
    const sealedAnswer = this.sealing.seal(plain, placeOf(name));
    await tx.insert(IdempotencyRow, { ...name, requestSha256, sealedAnswer });
  }

  async deleteOld(tx: TenantSql, organisationId: string, keptHours: number): Promise<void> {
    await tx.query(
      `DELETE FROM idempotency_record WHERE organisation_id = $1
         AND created_at < now() - make_interval(hours => $2)`,
      [organisationId, keptHours],
    );
  }
}

function textOf({ organisationId, actor, route, key }: RequestName): string {
  return JSON.stringify([organisationId, actor, route, key]);
}

function placeOf(name: RequestName) {
  const id = createHash('sha256').update(textOf(name)).digest('hex');
  return { organisationId: name.organisationId, table: 'idempotency_record', id };
}
