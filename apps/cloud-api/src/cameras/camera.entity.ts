import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { CameraConfiguration } from '@eyrie/contracts';

@Entity('camera')
@Index('camera_device_ix', ['organisationId', 'deviceId'])
@ForeignKey(
  'device',
  ['organisationId', 'siteId', 'deviceId'],
  ['organisationId', 'siteId', 'id'],
  {
    name: 'camera_device_fk',
  },
)
export class CameraRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'camera_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'camera_pk' })
  id: string;

  @Column({ type: 'uuid' })
  siteId: string;

  @Column({ type: 'uuid' })
  deviceId: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'jsonb' })
  configuration: CameraConfiguration;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
