import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far what an old master key has sealed is wrapped under the present one. */
@Entity('key_rewrap')
export class KeyRewrapRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'key_rewrap_pk' })
  oldKeyId: string;

  @Column({ type: 'bigint' })
  total: number;

  @Column({ type: 'bigint' })
  done: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  startedAt: Date;

  /** Set once nothing is sealed under the old key any more: it may be taken out of the environment. */
  @Column({ type: 'timestamptz', nullable: true })
  finishedAt: Date | null;
}
