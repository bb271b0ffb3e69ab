import type { WorkerStatus } from '@eyrie/contracts';
import { version } from '@eyrie/platform';
import type { Card } from '../card/card.ts';
import type { CaptureLog } from '../capture/capture-log.ts';
import type { SiteLink } from '../link/site-link.ts';
import type { Ledger } from '../media/ledger.ts';
import type { Outbox } from '../records/outbox.ts';
import type { Settings } from '../settings/settings.ts';
import type { TimelapseRunner } from '../timelapse/timelapse-runner.ts';
import type { WorkerContext } from '../worker-context.ts';

export interface RunningParts {
  readonly context: WorkerContext;
  readonly outbox: Outbox;
  readonly ledger: Ledger;
  readonly link: SiteLink;
  readonly capture: CaptureLog;
  readonly timelapse: TimelapseRunner;
  readonly settings: Settings;
  readonly card: Card;
}

/** The status of a worker that is enrolled and started. */
export class RunningStatus {
  constructor(private readonly parts: RunningParts) {}

  read(): WorkerStatus {
    const { context, outbox, ledger, capture, timelapse, settings } = this.parts;
    const { blobs, bytes } = ledger.backlog;
    const { reported } = settings;
    const isConfigured = settings.configuration !== null;
    const waiting = 'The leader has not sent a configuration yet.';
    return {
      kind: 'worker',
      version,
      state: isConfigured ? 'running' : 'waiting-for-configuration',
      reason: reported?.applied === false ? reported.reason : isConfigured ? null : waiting,
      deviceId: context.deviceId,
      siteId: context.siteId,
      bootEpoch: context.bootEpoch,
      leaderNodeId: this.leaderNodeId(),
      configurationVersion: settings.version,
      framesCaptured: capture.framesCaptured,
      lastFrame: capture.lastFrame,
      backlog: { records: outbox.records, blobs, blobBytes: bytes },
      render: timelapse.progress,
      timelapsesRendered: timelapse.rendered,
      card: this.parts.card.status,
    };
  }

  private leaderNodeId(): number | null {
    const nodeId = Number(this.parts.link.session?.node.nodeId);
    // A node of the static list without a number goes by its address.
    return Number.isInteger(nodeId) && nodeId > 0 ? nodeId : null;
  }
}

/** The status of a worker that is not that far yet. */
export function enrollingStatus(
  bootEpoch: string,
  state: 'enrolling' | 'failed',
  reason: string | null,
): WorkerStatus {
  return {
    kind: 'worker',
    version,
    state,
    reason,
    deviceId: null,
    siteId: null,
    bootEpoch,
    leaderNodeId: null,
    configurationVersion: 0,
    framesCaptured: 0,
    lastFrame: null,
    backlog: { records: 0, blobs: 0, blobBytes: 0 },
    render: null,
    timelapsesRendered: 0,
  };
}
