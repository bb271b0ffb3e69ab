import { Injectable } from '@nestjs/common';
import type { Role } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { holdsTextSql } from '../database/holds-text.ts';
import { Membership, User } from '../organisations/user.entity.ts';
import { PersonNotFound } from './people.errors.ts';

export interface PersonRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  siteIds: string[] | null;
  revision: number;
  lastSeenAt: Date | null;
  createdAt: Date;
}

const select = `SELECT u.id, u.email, u.name, m.role, m.site_ids AS "siteIds", m.revision,
    m.created_at AS "createdAt", (SELECT max(s.last_seen_at) FROM session s
      WHERE s.organisation_id = u.organisation_id AND s.user_id = u.id) AS "lastSeenAt"
  FROM app_user u
  JOIN membership m ON m.organisation_id = u.organisation_id AND m.user_id = u.id
  WHERE u.organisation_id = $1`;

/** All SQL about the people of an organisation. */
@Injectable()
export class PeopleRepository {
  list(
    tx: EntityManager,
    organisationId: string,
    { q, after, limit }: { q: string | undefined; after: string | null; limit: number },
  ): Promise<PersonRow[]> {
    return tx.query(
      `${select} AND ($2::uuid IS NULL OR u.id > $2::uuid)
         AND ($4::text IS NULL OR ${holdsTextSql(['u.name', 'u.email'], '$4')})
       ORDER BY u.id LIMIT $3`,
      [organisationId, after, limit, q ?? null],
    );
  }

  /** Throws `PersonNotFound`. */
  async get(tx: EntityManager, organisationId: string, id: string): Promise<PersonRow> {
    const [found] = await tx.query<PersonRow[]>(`${select} AND u.id = $2`, [organisationId, id]);
    if (!found) throw new PersonNotFound();
    return found;
  }

  /**
   * How many owners there are. They are locked: of two who remove each other at the same time, one
   * waits here and then sees what the other has done.
   */
  async countOwners(tx: EntityManager, organisationId: string): Promise<number> {
    const rows = await tx.query<unknown[]>(
      `SELECT 1 FROM membership WHERE organisation_id = $1 AND role = 'owner'
       ORDER BY user_id FOR UPDATE`,
      [organisationId],
    );
    return rows.length;
  }

  async change(
    tx: EntityManager,
    organisationId: string,
    userId: string,
    change: { role: Role; siteIds: string[] | null },
  ): Promise<void> {
    const set = { ...change, revision: () => 'revision + 1' };
    await tx.update(Membership, { organisationId, userId }, set);
  }

  /** Membership and sessions go with it; the account stays the person's own. */
  async remove(tx: EntityManager, organisationId: string, id: string): Promise<void> {
    await tx.delete(User, { organisationId, id });
  }

  async insert(
    tx: EntityManager,
    organisationId: string,
    person: Pick<PersonRow, 'id' | 'email' | 'name' | 'role' | 'siteIds'>,
  ): Promise<void> {
    const { id, email, name, role, siteIds } = person;
    await tx.insert(User, { organisationId, id, email, name });
    await tx.insert(Membership, { organisationId, userId: id, role, siteIds });
  }

  isMember(tx: EntityManager, organisationId: string, email: string): Promise<boolean> {
    return tx.existsBy(User, { organisationId, email });
  }
}
