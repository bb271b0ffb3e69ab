import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which master key the database was made with. Only the owner of the schema reads it. */
@Entity('master_key')
export class MasterKeyRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'master_key_pk' })
  id: string;

  /** The app role's password, sealed under this key. */
  @Column({ type: 'text', nullable: true })
  sealedAppPassword: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
