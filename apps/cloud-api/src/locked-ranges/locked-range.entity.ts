import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Frames of a camera that stay, by their slots. */
@Entity('locked_range')
@Check('locked_range_order_ck', 'from_at < to_at')
@Index('locked_range_camera_ix', ['organisationId', 'cameraId', 'fromAt'])
@ForeignKey('camera', ['organisationId', 'cameraId'], ['organisationId', 'id'], {
  name: 'locked_range_camera_fk',
})
export class LockedRangeRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'locked_range_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'locked_range_pk' })
  id: string;

  @Column({ type: 'uuid' })
  siteId: string;

  @Column({ type: 'uuid' })
  cameraId: string;

  @Column({ type: 'timestamptz' })
  fromAt: Date;

  @Column({ type: 'timestamptz' })
  toAt: Date;

  @Column({ type: 'text' })
  reason: string;

  @Column({ type: 'text' })
  lockedBy: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
