import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A signed assertion that has been exchanged, kept until it would have expired anyway. */
@Entity('used_assertion')
@ForeignKey('device', ['organisationId', 'deviceId'], ['organisationId', 'id'], {
  name: 'used_assertion_device_fk',
})
export class UsedAssertion {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'used_assertion_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'used_assertion_pk' })
  deviceId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'used_assertion_pk' })
  jti: string;

  @Column({ type: 'timestamptz' })
  expiresAt: Date;
}
