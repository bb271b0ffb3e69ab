import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { Role } from '@eyrie/contracts';

/**
 * What an organisation knows of a person, under the id of the person's account. `email` is in lower
 * case and the account's.
 */
@Entity('app_user')
@Unique('app_user_email_uq', ['organisationId', 'email'])
@Check('app_user_email_ck', 'email = lower(email)')
@ForeignKey('organisation', ['organisationId'], ['id'], { name: 'app_user_organisation_fk' })
export class User {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'app_user_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'app_user_pk' })
  id: string;

  @Column({ type: 'text' })
  email: string;

  @Column({ type: 'text' })
  name: string;

  /** Of before there were accounts; no longer written. */
  @Column({ type: 'text', nullable: true })
  passwordHash: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  disabledAt: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}

@Entity('membership')
@Check('membership_role_ck', `role IN ('owner', 'admin', 'operator', 'viewer')`)
@Check('membership_owner_ck', `role <> 'owner' OR site_ids IS NULL`)
@ForeignKey('app_user', ['organisationId', 'userId'], ['organisationId', 'id'], {
  name: 'membership_user_fk',
  onDelete: 'CASCADE',
})
export class Membership {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'membership_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'membership_pk' })
  userId: string;

  @Column({ type: 'text' })
  role: Role;

  /** The sites the role is granted at; null for all of the organisation. */
  @Column({ type: 'uuid', array: true, nullable: true })
  siteIds: string[] | null;

  /** Grows with every change of what people set of it. */
  @Column({ type: 'integer', default: 1 })
  revision: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
