import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** What `eyrie backup run` says of itself; one row, or none. */
@Entity('backup_state')
@Check('backup_state_id_ck', 'id')
export class BackupStateRow {
  @PrimaryColumn({ type: 'boolean', default: true, primaryKeyConstraintName: 'backup_state_pk' })
  id: boolean;

  /** Everything that was committed until then can be restored. */
  @Column({ type: 'timestamptz', nullable: true })
  keptUntil: Date | null;

  /** When the newest base backup was whole. */
  @Column({ type: 'timestamptz', nullable: true })
  baseAt: Date | null;

  @Column({ type: 'integer', nullable: true })
  baseEverySeconds: number | null;
}
