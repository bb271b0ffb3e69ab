import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { Role } from '@eyrie/contracts';

/** The right of whoever has the link to join the organisation, once. `email` is in lower case. */
@Entity('invitation')
@Unique('invitation_token_hash_uq', ['tokenHash'])
@Check('invitation_role_ck', `role IN ('owner', 'admin', 'operator', 'viewer')`)
@ForeignKey('organisation', ['organisationId'], ['id'], { name: 'invitation_organisation_fk' })
export class InvitationRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'invitation_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'invitation_pk' })
  id: string;

  @Column({ type: 'text' })
  email: string;

  @Column({ type: 'text' })
  role: Role;

  @Column({ type: 'uuid', array: true, nullable: true })
  siteIds: string[] | null;

  /** SHA-256 of the token in the link, hexadecimal. */
  @Column({ type: 'text' })
  tokenHash: string;

  @Column({ type: 'timestamptz' })
  expiresAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  acceptedAt: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  revokedAt: Date | null;

  /** Null where an API key invited. */
  @Column({ type: 'uuid', nullable: true })
  invitedByUserId: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
