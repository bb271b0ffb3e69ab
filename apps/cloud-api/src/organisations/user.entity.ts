import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { Role } from '@eyrie/contracts';

/** A person's account in an organisation. `email` is in lower case. */
@Entity('app_user')
@Unique('app_user_email_uq', ['email'])
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

  /** Argon2id, in PHC format. */
  @Column({ type: 'text' })
  passwordHash: string;

  @Column({ type: 'timestamptz', nullable: true })
  disabledAt: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}

@Entity('membership')
@Check('membership_role_ck', `role IN ('owner', 'admin', 'operator', 'viewer')`)
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

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
