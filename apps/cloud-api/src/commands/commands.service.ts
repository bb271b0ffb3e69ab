import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  type Command,
  type CommandOrder,
  idFromUuid,
  type NewCommand,
  uuidFromId,
} from '@eyrie/contracts';
import { type EntityManager, IsNull } from 'typeorm';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { BlobNotFound } from '../blobs/blob.errors.ts';
import { BlobsService } from '../blobs/index.ts';
import { CameraNotFound } from '../cameras/camera.errors.ts';
import { CameraRow } from '../cameras/camera.entity.ts';
import { newUuid } from '../database/uuid.ts';
import type { DeviceRow } from '../devices/device.entity.ts';
import { DevicesRepository } from '../devices/index.ts';
import { EventLog } from '../event-log/index.ts';
import { type Page, type PageQuery, pageStart, toPage } from '../paging/page-token.ts';
import { currentTrace } from '../request-context/request-context.ts';
import { Tenancy } from '../tenancy/index.ts';
import {
  CommandFileNotFound,
  CommandNotFound,
  DeviceTakesNoCommands,
  TooManyCommands,
} from './command.errors.ts';
import { CommandRow } from './command.entity.ts';
import { commandEvents } from './command-events.ts';
import { CommandKeys } from './command-keys.ts';
import { toCommand } from './command-resource.ts';
import { CommandWakeUps } from './command-wake-ups.ts';
import { CommandsRepository } from './commands.repository.ts';

const openMax = 20;

/** What people do with commands. */
@Injectable()
export class CommandsService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(CommandsRepository) private readonly commands: CommandsRepository,
    @Inject(CommandKeys) private readonly keys: CommandKeys,
    @Inject(CommandWakeUps) private readonly wakeUps: CommandWakeUps,
    @Inject(BlobsService) private readonly blobs: BlobsService,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /**
   * Gives a device a command. Throws `DeviceNotFound`, `CameraNotFound` and this feature's errors.
   */
  create(person: PersonPrincipal, deviceId: string, input: NewCommand): Promise<Command> {
    const { organisationId } = person;
    return this.tenancy.transaction(organisationId, async (tx) => {
      const device = await this.devices.get(tx, organisationId, uuidFromId('device', deviceId));
      if (device.role !== 'worker') throw new DeviceTakesNoCommands();
      await this.requireOwnCamera(tx, device, input);
      // Its lock makes those who ask at the same time come one after the other from here on.
      const sequence = await this.commands.nextSequence(tx, organisationId, device.siteId);
      const open = await this.commands.countOpen(tx, organisationId, device.id);
      if (open >= openMax) throw new TooManyCommands(openMax);
      const id = newUuid();
      const order = newOrder(device, { id, sequence, input });
      await tx.insert(CommandRow, {
        organisationId,
        id,
        siteId: device.siteId,
        deviceId: device.id,
        sequence,
        type: input.type,
        parameters: input.parameters as never,
        signed: (await this.keys.sign(tx, device, order)) as never,
        createdByName: person.name,
        createdAt: new Date(order.issuedAt),
        expiresAt: new Date(Date.parse(order.issuedAt) + order.ttlSeconds * 1000),
      });
      const command = await this.show(tx, organisationId, id);
      await this.wakeUps.announce(tx, device.siteId);
      await this.tell(tx, organisationId, { ...command, id, siteId: device.siteId }, device.id);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'command', id: command.id },
        after: { device_id: deviceId, ...input },
      });
      return command;
    });
  }

  list(
    { organisationId }: PersonPrincipal,
    deviceId: string,
    query: PageQuery,
  ): Promise<Page<Command>> {
    const bound = `commands ${deviceId}`;
    const before = pageStart(query, bound);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const device = await this.devices.get(tx, organisationId, uuidFromId('device', deviceId));
      await this.expire(tx, organisationId, device.siteId);
      const limit = query.page_size + 1;
      const found = await this.commands.list(tx, organisationId, device.id, { before, limit });
      const { rows, nextPageToken } = toPage(found, query, bound);
      return { items: rows.map(toCommand), next_page_token: nextPageToken };
    });
  }

  /** Throws `CommandNotFound`. */
  get({ organisationId }: PersonPrincipal, id: string): Promise<Command> {
    return this.tenancy.transaction(organisationId, async (tx) => {
      const uuid = uuidFromId('command', id);
      const row = await this.commands.find(tx, organisationId, uuid);
      if (!row) throw new CommandNotFound();
      await this.expire(tx, organisationId, row.siteId);
      return this.show(tx, organisationId, uuid);
    });
  }

  /**
   * The file of a command, which is told in the audit log: what a device says of itself leaves the cloud.
   * Throws `CommandNotFound` and `CommandFileNotFound`.
   */
  async file({ organisationId }: PersonPrincipal, id: string) {
    const row = await this.tenancy.transaction(organisationId, (tx) =>
      this.commands.find(tx, organisationId, uuidFromId('command', id)),
    );
    if (!row) throw new CommandNotFound();
    if (row.fileSha256 === null) throw new CommandFileNotFound();
    const blob = await this.blobs.get(organisationId, row.fileSha256).catch((error: unknown) => {
      throw error instanceof BlobNotFound ? new CommandFileNotFound() : error;
    });
    await this.tenancy.transaction(organisationId, (tx) =>
      this.audit.record(tx, organisationId, {
        object: { kind: 'command', id },
        after: { type: row.type, device_id: idFromUuid('device', row.deviceId), bytes: blob.bytes },
      }),
    );
    const open = () =>
      this.blobs.open(organisationId, blob.sha256, { start: 0, end: blob.bytes - 1 });
    return { type: row.type, bytes: blob.bytes, open };
  }

  private async requireOwnCamera(
    tx: EntityManager,
    { organisationId, id: deviceId }: DeviceRow,
    input: NewCommand,
  ): Promise<void> {
    // A video may be of a camera that is archived; nobody looks through one.
    if (input.type === 'render' || !('camera_id' in input.parameters)) return;
    if (input.parameters.camera_id === undefined) return;
    const id = uuidFromId('camera', input.parameters.camera_id);
    const isThere = await tx.existsBy(CameraRow, {
      organisationId,
      id,
      deviceId,
      archivedAt: IsNull(),
    });
    if (!isThere) throw new CameraNotFound();
  }

  private async show(tx: EntityManager, organisationId: string, id: string): Promise<Command> {
    const row = await this.commands.find(tx, organisationId, id);
    if (!row) throw new CommandNotFound();
    return toCommand(row);
  }

  private async expire(tx: EntityManager, organisationId: string, siteId: string): Promise<void> {
    const expired = await this.commands.expireDue(tx, organisationId, siteId);
    await this.eventLog.append(tx, organisationId, commandEvents(expired));
  }

  private tell(
    tx: EntityManager,
    organisationId: string,
    command: Omit<Command, 'id'> & { id: string; siteId: string },
    deviceId: string,
  ): Promise<void> {
    return this.eventLog.append(tx, organisationId, commandEvents([{ ...command, deviceId }]));
  }
}

function newOrder(
  device: DeviceRow,
  { id, sequence, input }: { id: string; sequence: number; input: NewCommand },
): CommandOrder {
  const trace = currentTrace();
  return {
    form: 1,
    commandId: idFromUuid('command', id),
    organisationId: idFromUuid('organisation', device.organisationId),
    siteId: idFromUuid('site', device.siteId),
    deviceId: idFromUuid('device', device.id),
    sequence,
    issuedAt: new Date().toISOString(),
    ttlSeconds: input.ttl_seconds,
    nonce: randomBytes(16).toString('hex'),
    type: input.type,
    parameters: input.parameters,
    ...(trace === null ? {} : { traceId: trace }),
  };
}
