import { type Command, idFromUuid } from '@eyrie/contracts';
import type { CommandRow } from './command.entity.ts';

/** Columns of a command as they are read, and whether the bytes of its file are here. */
export type ShownCommand = Omit<CommandRow, 'signed'> & {
  isFileStored: boolean;
};

/** A command as REST shows it. */
export function toCommand(row: ShownCommand): Command {
  const id = idFromUuid('command', row.id);
  const instant = (at: Date | null): string | null => at?.toISOString() ?? null;
  return {
    id,
    site_id: idFromUuid('site', row.siteId),
    device_id: idFromUuid('device', row.deviceId),
    sequence: row.sequence,
    type: row.type,
    parameters: row.parameters,
    state: row.state,
    percent: row.percent,
    message: row.message,
    refusal: row.refusal,
    result: row.result,
    file_bytes: row.fileBytes,
    file_url: row.isFileStored ? `/v1/commands/${id}/file` : null,
    created_by: row.createdByName,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    sent_at: instant(row.sentAt),
    accepted_at: instant(row.acceptedAt),
    started_at: instant(row.startedAt),
    finished_at: instant(row.finishedAt),
  };
}
