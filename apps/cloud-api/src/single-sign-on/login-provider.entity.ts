import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The one provider of OpenID Connect of an organisation. */
@Entity('login_provider')
@Check('login_provider_role_ck', `newcomer_role IN ('operator', 'viewer')`)
@ForeignKey('organisation', ['organisationId'], ['id'], { name: 'login_provider_organisation_fk' })
export class LoginProviderRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'login_provider_pk' })
  organisationId: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  issuer: string;

  @Column({ type: 'text' })
  clientId: string;

  @Column({ type: 'text', nullable: true })
  sealedClientSecret: string | null;

  /** In lower case; none: any. */
  @Column({ type: 'text', array: true, default: '{}' })
  emailDomains: string[];

  /** Null: people need an invitation. */
  @Column({ type: 'text', nullable: true })
  newcomerRole: 'operator' | 'viewer' | null;

  /** Grows with every change of what people set of it. */
  @Column({ type: 'integer', default: 1 })
  revision: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;
}

/** Who somebody at a provider is in the organisation: by the provider's subject, never by address. */
@Entity('provider_identity')
@Index('provider_identity_user_ix', ['organisationId', 'userId'])
@ForeignKey('app_user', ['organisationId', 'userId'], ['organisationId', 'id'], {
  name: 'provider_identity_user_fk',
  onDelete: 'SET NULL',
})
export class ProviderIdentityRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'provider_identity_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'provider_identity_pk' })
  issuer: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'provider_identity_pk' })
  subject: string;

  /** Null once the person was taken out: only an invitation lets him in again. */
  @Column({ type: 'uuid', nullable: true })
  userId: string | null;

  /** As the provider told it last, in lower case. */
  @Column({ type: 'text' })
  email: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  lastUsedAt: Date;
}
