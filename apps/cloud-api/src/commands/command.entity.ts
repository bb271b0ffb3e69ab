import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type {
  CommandRefusal,
  CommandState,
  CommandType,
  NewCommand,
  SignedCommand,
} from '@eyrie/contracts';

/** What somebody asked a device to do, and what became of it. */
@Entity('command')
@Unique('command_sequence_uq', ['organisationId', 'siteId', 'sequence'])
@Index('command_device_ix', ['organisationId', 'deviceId', 'id'])
@Index('command_file_ix', ['organisationId', 'fileSha256'], { where: 'file_sha256 IS NOT NULL' })
@Index('command_open_ix', ['organisationId', 'siteId', 'sequence'], {
  where: `state IN ('queued', 'sent', 'accepted', 'running')`,
})
@Check(
  'command_state_ck',
  `state IN ('queued', 'sent', 'accepted', 'running', 'succeeded', 'failed', 'expired', 'refused')`,
)
@ForeignKey(
  'device',
  ['organisationId', 'siteId', 'deviceId'],
  ['organisationId', 'siteId', 'id'],
  {
    name: 'command_device_fk',
  },
)
export class CommandRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'command_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'command_pk' })
  id: string;

  @Column({ type: 'uuid' })
  siteId: string;

  @Column({ type: 'uuid' })
  deviceId: string;

  @Column({ type: 'bigint' })
  sequence: number;

  @Column({ type: 'text' })
  type: CommandType;

  @Column({ type: 'jsonb' })
  parameters: NewCommand['parameters'];

  @Column({ type: 'text', default: 'queued' })
  state: CommandState;

  @Column({ type: 'integer', nullable: true })
  percent: number | null;

  @Column({ type: 'text', nullable: true })
  message: string | null;

  @Column({ type: 'text', nullable: true })
  refusal: CommandRefusal | null;

  @Column({ type: 'jsonb', nullable: true })
  result: Record<string, unknown> | null;

  /** Hexadecimal. */
  @Column({ type: 'text', nullable: true })
  fileSha256: string | null;

  @Column({ type: 'bigint', nullable: true })
  fileBytes: number | null;

  /** As it was signed: what goes to the site is this, however often it is asked for. */
  @Column({ type: 'jsonb' })
  signed: SignedCommand;

  @Column({ type: 'text', nullable: true })
  createdByName: string | null;

  @Column({ type: 'timestamptz' })
  createdAt: Date;

  @Column({ type: 'timestamptz' })
  expiresAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  sentAt: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  acceptedAt: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  startedAt: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  finishedAt: Date | null;
}

/** The last sequence given to a command of a site. */
@Entity('command_counter')
@ForeignKey('site', ['organisationId', 'siteId'], ['organisationId', 'id'], {
  name: 'command_counter_site_fk',
})
export class CommandCounterRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'command_counter_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'command_counter_pk' })
  siteId: string;

  @Column({ type: 'bigint' })
  lastSequence: number;
}

/** A key that signs a site's commands, with the site's CA vouching for it. */
@Entity('command_key')
@ForeignKey('site', ['organisationId', 'siteId'], ['organisationId', 'id'], {
  name: 'command_key_site_fk',
})
export class CommandKeyRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'command_key_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'command_key_pk' })
  siteId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'command_key_pk' })
  keyId: string;

  /** The text that the CA signed, as an object. */
  @Column({ type: 'jsonb' })
  key: SignedCommand['key'];

  @Column({ type: 'text' })
  endorsement: string;

  /** Generation of the site's authority that vouches for it. */
  @Column({ type: 'integer', default: 1 })
  authority: number;

  @Column({ type: 'text' })
  sealedPrivateKey: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
