import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { ApiKeyRole } from '@eyrie/contracts';

/** A program's way in. The secret is shown once and kept as a hash. */
@Entity('api_key')
@Unique('api_key_secret_hash_uq', ['secretHash'])
@Check('api_key_role_ck', `role IN ('admin', 'operator', 'viewer')`)
@ForeignKey('organisation', ['organisationId'], ['id'], { name: 'api_key_organisation_fk' })
export class ApiKeyRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'api_key_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'api_key_pk' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  /** The beginning of the secret, by which people tell keys apart. */
  @Column({ type: 'text' })
  prefix: string;

  /** SHA-256 of the secret, hexadecimal. */
  @Column({ type: 'text' })
  secretHash: string;

  @Column({ type: 'text' })
  role: ApiKeyRole;

  @Column({ type: 'uuid', array: true, nullable: true })
  siteIds: string[] | null;

  @Column({ type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  revokedAt: Date | null;

  @Column({ type: 'uuid' })
  createdByUserId: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
