import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

@Injectable()
export class StreamSessionsRepository {
  /** Which of the sessions (UUIDs) still let their person in. */
  async listValid(
    tx: EntityManager,
    organisationId: string,
    sessionIds: readonly string[],
  ): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT s.id FROM session s
       JOIN app_user u ON u.organisation_id = s.organisation_id AND u.id = s.user_id
       JOIN membership m ON m.organisation_id = s.organisation_id AND m.user_id = s.user_id
       WHERE s.organisation_id = $1 AND s.id = ANY ($2::uuid[]) AND s.expires_at > now()
         AND u.disabled_at IS NULL`,
      [organisationId, sessionIds],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
