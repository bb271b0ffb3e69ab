import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CaptureModule } from '../capture/capture.module.ts';
import { Cameras } from '../capture/cameras.ts';
import { SceneFiles } from '../capture/scene-files.ts';
import { LinkModule } from '../link/link.module.ts';
import { SiteLink } from '../link/site-link.ts';
import { Ledger } from '../media/ledger.ts';
import { MediaFiles } from '../media/media-files.ts';
import { MediaStoreModule } from '../media/media-store.module.ts';
import { DeviceEvents } from '../records/device-events.ts';
import { Outbox } from '../records/outbox.ts';
import { RecordsModule } from '../records/records.module.ts';
import { Settings } from '../settings/settings.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { RunningStatus } from '../status/running-status.ts';
import { StatusModule } from '../status/status.module.ts';
import { WorkerMetrics } from '../status/worker-metrics.ts';
import { TimelapseModule } from '../timelapse/timelapse.module.ts';
import { TimelapseRunner } from '../timelapse/timelapse-runner.ts';
import { WorkerContext } from '../worker-context.ts';
import { CommandBook } from './command-book.ts';
import { CommandReports } from './command-reports.ts';
import { CommandRunner } from './command-runner.ts';
import { CommandNotDone, type CommandWorks } from './command-work.ts';
import { diagnostics, logTail } from './diagnostics.ts';
import { foundCameras } from './find-cameras.ts';
import { focusCurve, type FocusParameters } from './focus.ts';
import { learnView } from './learn-view.ts';
import { LiveViews, type LiveViewParameters } from './live-view.ts';
import { type RenderParameters, renderWanted } from './render.ts';
import { RunningLooks } from './running-looks.ts';
import { selfTest } from './self-test.ts';

const run = promisify(execFile);
/** The report that it begins is to get away before the process ends. */
const farewellMs = 500;

interface WorkParts {
  readonly context: WorkerContext;
  readonly cameras: Cameras;
  readonly scenes: SceneFiles;
  readonly events: DeviceEvents;
  readonly link: SiteLink;
  readonly status: RunningStatus;
  readonly settings: Settings;
  readonly metrics: WorkerMetrics;
  readonly timelapses: TimelapseRunner;
}

/** What this device can do when it is told to. */
function worksOf(parts: WorkParts): CommandWorks {
  const { context, cameras, scenes, events, link, status, settings, metrics, timelapses } = parts;
  const { clock, dataFolder, diskReserveBytes, log, recentLog } = context;
  const looks = new RunningLooks();
  const views = new LiveViews({ cameras, looks, events, clock, log });
  return {
    capture: async ({ camera_id: cameraId }) => {
      const frames = await cameras.captureNow(typeof cameraId === 'string' ? cameraId : null);
      return {
        message: frames.length === 1 ? 'A frame was taken.' : `${frames.length} frames were taken.`,
        result: { frame_ids: frames.map(({ frameId }) => frameId) },
      };
    },
    restart: async (_, progress) => {
      await progress(50, 'The worker restarts.');
      await clock.sleep(farewellMs);
      context.restart();
      return null;
    },
    reboot: async (_, progress) => {
      const [program, ...words] = (context.rebootCommand ?? '').split(' ').filter(Boolean);
      if (program === undefined) {
        throw new CommandNotDone('not-supported', 'This device cannot be rebooted from afar.');
      }
      await progress(50, 'The device reboots.');
      await clock.sleep(farewellMs);
      await run(program, words);
      return null;
    },
    self_test: (_, progress) =>
      selfTest({ dataFolder, diskReserveBytes, cameras, link, clock }, progress),
    log_tail: ({ lines }) => Promise.resolve(logTail({ context, recentLog }, Number(lines))),
    render: (parameters, progress) =>
      renderWanted(
        { runner: timelapses, cameras: () => settings.configuration?.cameras ?? [] },
        // Checked by its schema before.
        parameters as RenderParameters,
        progress,
      ),
    find_cameras: () =>
      foundCameras({
        environment: context.cameraEnvironment,
        cameras: () => settings.configuration?.cameras ?? [],
      }),
    // Checked by their schemas before.
    focus: (parameters, progress, commandId) =>
      focusCurve(
        { cameras, looks, events, clock },
        { commandId, parameters: parameters as FocusParameters, progress },
      ),
    live_view: (parameters) => views.begin(parameters as LiveViewParameters),
    end_view: ({ camera_id: cameraId }) => {
      const isEnded = looks.end(String(cameraId));
      const message = isEnded ? 'The look through the camera is over.' : 'Nobody was looking.';
      return Promise.resolve({ message, result: { ended: isEnded } });
    },
    learn_view: ({ camera_id: cameraId }) => learnView({ cameras, scenes }, String(cameraId)),
    diagnostics: () =>
      diagnostics({
        context,
        recentLog,
        status: () => status.read(),
        configuration: () => settings.configuration,
        registry: metrics.registry,
      }),
  };
}

/** Commands of the cloud, carried out once each. */
@Module({
  imports: [
    CaptureModule,
    LinkModule,
    MediaStoreModule,
    RecordsModule,
    SettingsModule,
    StatusModule,
    TimelapseModule,
  ],
  providers: [
    {
      provide: CommandBook,
      inject: [WorkerContext],
      useFactory: ({ dataFolder, clock }: WorkerContext) =>
        CommandBook.open(path.join(dataFolder, 'commands', 'book.json'), clock.now()),
    },
    {
      provide: CommandReports,
      inject: [WorkerContext, Outbox, DeviceEvents, MediaFiles, Ledger],
      useFactory: (
        { clock }: WorkerContext,
        outbox: Outbox,
        events: DeviceEvents,
        files: MediaFiles,
        ledger: Ledger,
      ) => new CommandReports({ outbox, events, files, ledger, clock }),
    },
    {
      provide: CommandRunner,
      inject: [
        WorkerContext,
        CommandBook,
        CommandReports,
        DeviceEvents,
        Cameras,
        SceneFiles,
        SiteLink,
        RunningStatus,
        Settings,
        WorkerMetrics,
        TimelapseRunner,
      ],
      useFactory: async (
        context: WorkerContext,
        book: CommandBook,
        reports: CommandReports,
        events: DeviceEvents,
        cameras: Cameras,
        scenes: SceneFiles,
        link: SiteLink,
        status: RunningStatus,
        settings: Settings,
        metrics: WorkerMetrics,
        timelapses: TimelapseRunner,
      ) => {
        const { deviceId, siteId, organisationId, tls, bootEpoch, clock, log } = context;
        const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null);
        return new CommandRunner({
          deviceId,
          judge: {
            // Read anew each time: the site's authority may be replaced meanwhile.
            get siteCa() {
              return tls.ca;
            },
            organisationId,
            siteId,
          },
          book,
          works: worksOf({
            ...{ context, cameras, scenes, events, link },
            ...{ status, settings, metrics, timelapses },
          }),
          reports,
          events,
          bootEpoch,
          machineBoot: bootId?.trim() ?? null,
          clock,
          log,
        });
      },
    },
  ],
})
export class CommandsModule implements OnApplicationBootstrap, OnModuleDestroy {
  private isEnding = false;

  constructor(
    private readonly runner: CommandRunner,
    link: SiteLink,
  ) {
    link.listen({
      onMessage: (kind, payload) => {
        if (kind === 'command' && !this.isEnding) void runner.hear(payload);
      },
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.runner.recover();
  }

  onModuleDestroy(): void {
    this.isEnding = true;
  }
}
