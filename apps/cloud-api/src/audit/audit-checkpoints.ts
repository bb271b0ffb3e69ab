import { createPublicKey, sign, verify } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  type AuditCheckpoint,
  auditChainStart,
  auditCheckpointText,
  type AuditHead,
  type AuditKeys,
  auditLinkFault,
  idFromUuid,
} from '@eyrie/contracts';
import { type EntityManager, LessThan } from 'typeorm';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { newUuid } from '../database/uuid.ts';
import { type Page, type PageQuery, pageStart, toPage } from '../paging/page-token.ts';
// Not by its index, which stands above the audit log.
import { type SigningKey, SigningKeys } from '../signing-keys/signing-keys.ts';
import { Tenancy } from '../tenancy/index.ts';
import { AuditCheckpointRow } from './audit-checkpoint.entity.ts';
import { AuditEntryRow } from './audit-entry.entity.ts';
import { AuditChainBroken } from './audit.errors.ts';
import { toAuditCheckpoint, toAuditEntry } from './audit-resource.ts';
import { Audit, sha256 } from './audit.ts';

const purpose = 'audit-checkpoint';
const entriesAtOnce = 1_000;
const list = 'audit-checkpoints';

/** Heads of chains, signed: whoever keeps one can tell later that what it covers was changed. */
@Injectable()
export class AuditCheckpoints {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /**
   * Signs the head of an organisation's chain (UUID), unless it is signed already; null where there is no
   * entry. What has come since the last checkpoint is followed first, so that a chain which was written
   * anew is not signed: then it throws `AuditChainBroken`.
   */
  async make(organisationId: string): Promise<AuditCheckpoint | null> {
    const key = await this.keys.current(purpose);
    const believed = await this.keys.published(purpose);
    return this.tenancy.transaction(organisationId, (tx) =>
      this.sign(tx, organisationId, { key, believed }),
    );
  }

  /** The same because somebody asks: his asking is the last entry that is signed. */
  async create({ organisationId }: PersonPrincipal): Promise<AuditCheckpoint> {
    const key = await this.keys.current(purpose);
    const believed = await this.keys.published(purpose);
    const made = await this.tenancy.transaction(organisationId, async (tx) => {
      await this.audit.record(tx, organisationId, { object: null });
      return this.sign(tx, organisationId, { key, believed });
    });
    if (!made) throw new Error('An entry was written, and there is none.');
    return made;
  }

  /** Newest first. */
  list({ organisationId }: PersonPrincipal, query: PageQuery): Promise<Page<AuditCheckpoint>> {
    const before = pageStart(query, list);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const found = await tx.find(AuditCheckpointRow, {
        where: { organisationId, ...(before === null ? {} : { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: query.page_size + 1,
      });
      const { rows, nextPageToken } = toPage(found, query, list);
      return { items: rows.map(toAuditCheckpoint), next_page_token: nextPageToken };
    });
  }

  /** Those of a stretch of the chain, in its order: after one entry, up to another. */
  async listBetween(
    tx: EntityManager,
    organisationId: string,
    { after, upTo }: { after: number; upTo: number },
  ): Promise<AuditCheckpoint[]> {
    const rows = await tx
      .createQueryBuilder(AuditCheckpointRow, 'point')
      .where('point.organisationId = :organisationId', { organisationId })
      .andWhere('point.sequence > :after AND point.sequence <= :upTo', { after, upTo })
      .orderBy('point.sequence')
      .addOrderBy('point.id')
      .getMany();
    return rows.map(toAuditCheckpoint);
  }

  async publicKeys(): Promise<AuditKeys> {
    const keys = await this.keys.published(purpose);
    return {
      keys: keys.map(({ id, publicKey }) => {
        const { x = '' } = createPublicKey(publicKey).export({ format: 'jwk' });
        return { kty: 'OKP', crv: 'Ed25519', x, kid: id, use: 'sig', alg: 'EdDSA' };
      }),
    };
  }

  private async sign(
    tx: EntityManager,
    organisationId: string,
    { key, believed }: { key: SigningKey; believed: readonly PublicKey[] },
  ): Promise<AuditCheckpoint | null> {
    const last = await this.lastBelieved(tx, organisationId, believed);
    const head = await this.follow(tx, organisationId, last);
    if (head.sequence === 0) return null;
    if (last?.sequence === head.sequence && last.key_id === key.id) return last;
    const unsigned = {
      organisation_id: idFromUuid('organisation', organisationId),
      ...head,
      at: new Date().toISOString(),
      key_id: key.id,
    };
    const text = Buffer.from(auditCheckpointText(unsigned));
    const signature = sign(null, text, key.privateKey).toString('base64url');
    await tx.insert(AuditCheckpointRow, {
      organisationId,
      id: newUuid(),
      ...head,
      at: new Date(unsigned.at),
      keyId: key.id,
      signature,
    });
    return { ...unsigned, signature };
  }

  /** The last one whose key was not dropped. Throws `AuditChainBroken` where that key did not sign it. */
  private async lastBelieved(
    tx: EntityManager,
    organisationId: string,
    believed: readonly PublicKey[],
  ): Promise<AuditCheckpoint | null> {
    const row = await tx
      .createQueryBuilder(AuditCheckpointRow, 'point')
      .where('point.organisationId = :organisationId', { organisationId })
      .andWhere('point.keyId = ANY(:ids)', { ids: believed.map(({ id }) => id) })
      .orderBy('point.sequence', 'DESC')
      .addOrderBy('point.id', 'DESC')
      .limit(1)
      .getOne();
    const key = believed.find(({ id }) => id === row?.keyId);
    if (!row || !key) return null;
    const last = toAuditCheckpoint(row);
    const signature = Buffer.from(last.signature, 'base64url');
    if (verify(null, Buffer.from(auditCheckpointText(last)), key.publicKey, signature)) return last;
    throw new AuditChainBroken(last.sequence, 'Its checkpoint was not signed by its key.');
  }

  /** The head, where every link from the last checkpoint to it holds. Throws `AuditChainBroken`. */
  private async follow(
    tx: EntityManager,
    organisationId: string,
    last: AuditHead | null,
  ): Promise<AuditHead> {
    if (last) await this.requireEntry(tx, organisationId, last);
    let head: AuditHead = {
      sequence: last?.sequence ?? 0,
      hash: last?.hash ?? auditChainStart,
    };
    for (;;) {
      const rows = await tx
        .createQueryBuilder(AuditEntryRow, 'entry')
        .where('entry.organisationId = :organisationId', { organisationId })
        .andWhere('entry.sequence > :after', { after: head.sequence })
        .orderBy('entry.sequence')
        .limit(entriesAtOnce)
        .getMany();
      for (const row of rows) {
        const entry = toAuditEntry(row);
        const fault = auditLinkFault(head, entry, sha256);
        if (fault !== null) throw new AuditChainBroken(entry.sequence, fault);
        head = { sequence: entry.sequence, hash: entry.hash };
      }
      if (rows.length < entriesAtOnce) return head;
    }
  }

  private async requireEntry(
    tx: EntityManager,
    organisationId: string,
    { sequence, hash }: AuditHead,
  ): Promise<void> {
    const row = await tx.findOneBy(AuditEntryRow, { organisationId, sequence });
    if (!row) throw new AuditChainBroken(sequence, 'It was signed, and is gone.');
    if (row.hash !== hash) throw new AuditChainBroken(sequence, 'Another entry was signed.');
  }
}

interface PublicKey {
  readonly id: string;
  readonly publicKey: string;
}
