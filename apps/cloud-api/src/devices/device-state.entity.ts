import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { RaftRole, Standing, TelemetryBody } from '@eyrie/contracts';

/** What is known of a device at this moment; one row from its enrolment on. */
@Entity('device_state')
@ForeignKey('device', ['organisationId', 'deviceId'], ['organisationId', 'id'], {
  name: 'device_state_device_fk',
})
export class DeviceState {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'device_state_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'device_state_pk' })
  deviceId: string;

  @Column({ type: 'timestamptz', nullable: true })
  lastSeenAt: Date | null;

  @Column({ type: 'jsonb', nullable: true })
  health: TelemetryBody | null;

  @Column({ type: 'timestamptz', nullable: true })
  healthAt: Date | null;

  /** Connected to the site's broker, by the leader's last report; null before the first. */
  @Column({ type: 'boolean', nullable: true })
  connected: boolean | null;

  @Column({ type: 'text', nullable: true })
  version: string | null;

  /** Version of the configuration that the device runs with. */
  @Column({ type: 'integer', default: 0 })
  reportedVersion: number;

  /** The desired version that it has last said something about. */
  @Column({ type: 'integer', default: 0 })
  reportedDesiredVersion: number;

  /** Why it does not run with the desired one. */
  @Column({ type: 'text', nullable: true })
  reportedReason: string | null;

  @Column({ type: 'text', nullable: true })
  raftRole: RaftRole | null;

  @Column({ type: 'boolean', default: false })
  raftReachable: boolean;

  @Column({ type: 'bigint', default: 0 })
  matchIndex: number;

  /** What it is in the site's group, by the leader's last report. */
  @Column({ type: 'text', nullable: true })
  raftStanding: Standing | null;

  @Column({ type: 'text', nullable: true })
  raftIncarnation: string | null;

  /** Entries behind the leader. */
  @Column({ type: 'bigint', nullable: true })
  raftLag: number | null;
}

/** The version of a worker's desired configuration: it grows with every change of its parts. */
@Entity('device_configuration')
@ForeignKey('device', ['organisationId', 'deviceId'], ['organisationId', 'id'], {
  name: 'device_configuration_device_fk',
})
export class DeviceConfiguration {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'device_configuration_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'device_configuration_pk' })
  deviceId: string;

  @Column({ type: 'integer', default: 1 })
  version: number;

  /** How often it is wanted to tell that it is well, as its settings say. */
  @Column({ type: 'double precision', default: 30 })
  heartbeatSeconds: number;
}
