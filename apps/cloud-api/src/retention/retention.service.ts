import { Inject, Injectable } from '@nestjs/common';
import {
  idFromUuid,
  idSchema,
  uuidFromId,
  type Retention,
  type RetentionPolicy,
  type RetentionPreview,
} from '@eyrie/contracts';
import { Audit } from '../audit/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { FrameNotFound } from '../frames/index.ts';
import type { SeenRevision } from '../preconditions/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { defaultPolicy } from './default-policy.ts';
import { KeptDataRepository } from './kept-data.repository.ts';
import { RetentionRepository } from './retention.repository.ts';

@Injectable()
export class RetentionService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(RetentionRepository) private readonly repository: RetentionRepository,
    @Inject(KeptDataRepository) private readonly kept: KeptDataRepository,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  read(organisationId: string): Promise<Retention> {
    return this.tenancy.transaction(organisationId, async (tx) => {
      const found = await this.repository.findPolicy(tx, organisationId);
      const policy = found ?? defaultPolicy(this.configuration);
      return {
        revision: await this.repository.revision(tx, organisationId),
        policy,
        kinds: await this.kept.listKinds(tx, organisationId, policy),
        media_bytes: await this.repository.mediaBytes(tx, organisationId),
        last_run: await this.repository.findRun(tx, organisationId),
      };
    });
  }

  /** What the policy would remove, if it were in force at this moment. Changes nothing. */
  preview(organisationId: string, policy: RetentionPolicy): Promise<RetentionPreview> {
    return this.tenancy.transaction(organisationId, (tx) =>
      this.kept.preview(tx, organisationId, policy),
    );
  }

  /** Throws `ChangedMeanwhile`. */
  async change(
    organisationId: string,
    policy: RetentionPolicy,
    seen: SeenRevision,
  ): Promise<Retention> {
    await this.tenancy.transaction(organisationId, async (tx) => {
      seen.check(await this.repository.lockRevision(tx, organisationId));
      const before = await this.repository.findPolicy(tx, organisationId);
      await this.repository.savePolicy(tx, organisationId, policy);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'organisation', id: idFromUuid('organisation', organisationId) },
        before,
        after: policy,
      });
    });
    return this.read(organisationId);
  }

  /** Keeps a frame whatever the policy says. Throws `FrameNotFound`. */
  async pin(organisationId: string, id: string): Promise<void> {
    const frameId = toUuid(id);
    await this.tenancy.transaction(organisationId, async (tx) => {
      if (!(await this.repository.pin(tx, organisationId, frameId))) throw new FrameNotFound();
      await this.audit.record(tx, organisationId, { object: { kind: 'frame', id } });
    });
  }

  /** Of a frame that is not pinned, or not there, nothing changes. Throws `FrameNotFound`. */
  async unpin(organisationId: string, id: string): Promise<void> {
    const frameId = toUuid(id);
    await this.tenancy.transaction(organisationId, async (tx) => {
      if (!(await this.repository.unpin(tx, organisationId, frameId))) return;
      await this.audit.record(tx, organisationId, { object: { kind: 'frame', id } });
    });
  }
}

function toUuid(id: string): string {
  if (!idSchema('frame').safeParse(id).success) throw new FrameNotFound();
  return uuidFromId('frame', id);
}
