import { gzipSync } from 'node:zlib';
import {
  commandReportType,
  documentBytesMax,
  type CommandReport,
  type DocumentReference,
} from '@eyrie/contracts';
import type { Clock } from '../clock.ts';
import type { Ledger } from '../media/ledger.ts';
import type { MediaFiles } from '../media/media-files.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import type { Outbox } from '../records/outbox.ts';

export interface CommandReportsOptions {
  readonly outbox: Outbox;
  readonly events: DeviceEvents;
  readonly files: MediaFiles;
  readonly ledger: Ledger;
  readonly clock: Clock;
}

/** Of the text before it is packed; what is longer loses its beginning. */
const textMax = 4 * 1024 * 1024;

/** Reports on commands, as records: kept until the cloud has them, like everything a device tells. */
export class CommandReports {
  constructor(private readonly options: CommandReportsOptions) {}

  /** Packs a text and keeps it on disk, to be named in a report. */
  keep(text: string): Promise<DocumentReference> {
    const packed = gzipSync(Buffer.from(text.slice(-textMax)));
    if (packed.length > documentBytesMax) throw new RangeError('The text is too long to be sent.');
    return this.options.files.write(packed, 'application/gzip');
  }

  /** As with frames: the record first, held until the account of its bytes is durable too. */
  async append(report: CommandReport): Promise<void> {
    const { outbox, events, ledger, clock } = this.options;
    const draft = events.draft({ type: commandReportType, priority: 'high', data: { ...report } });
    const { file } = report;
    if (file === null) {
      await outbox.append(draft);
      return;
    }
    const held = await outbox.appendHeld(draft);
    const entry = { op: 'blob' as const, ...file, kind: 'document' as const };
    await ledger.write([{ ...entry, addedAt: clock.now(), record: held.name }]);
    held.release();
  }
}
