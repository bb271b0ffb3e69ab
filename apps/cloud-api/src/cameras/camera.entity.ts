import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { OwnCameraConfiguration } from '../configurations/worker-configuration.ts';

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

  /** What its owner set; the settings of its device say the rest. */
  @Column({ type: 'jsonb' })
  configuration: OwnCameraConfiguration;

  /** Of a camera in a network; the configuration never has it. */
  @Column({ type: 'text', nullable: true })
  sealedPassword: string | null;

  /** Grows with every change of what people set of it. */
  @Column({ type: 'integer', default: 1 })
  revision: number;

  /** Put away since then: in no list that does not ask for it. */
  @Column({ type: 'timestamptz', nullable: true })
  archivedAt: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
