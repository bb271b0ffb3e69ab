import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('organisation')
@Check('organisation_event_epoch_ck', `event_epoch ~ '^[0-9a-f]{8}$'`)
export class Organisation {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'organisation_pk' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  /** Changes when the organisation's event log is lost; part of every cursor. */
  @Column({ type: 'text' })
  eventEpoch: string;

  /** Number of the newest event of the stream. */
  @Column({ type: 'bigint', default: 0 })
  eventSeq: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
