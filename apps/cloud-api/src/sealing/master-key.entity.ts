import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which master key the database was made with. Only the owner of the schema reads it. */
@Entity('master_key')
export class MasterKeyRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'master_key_pk' })
  id: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
