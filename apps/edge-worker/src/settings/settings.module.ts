import { statfs } from 'node:fs/promises';
import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import type { ReportedConfiguration } from '@eyrie/contracts';
import { setLogLevel } from '@eyrie/platform';
import { CaptureModule } from '../capture/capture.module.ts';
import { Cameras } from '../capture/cameras.ts';
import { LinkModule } from '../link/link.module.ts';
import { SiteLink } from '../link/site-link.ts';
import { LockedRanges } from '../media/locked-ranges.ts';
import { MediaModule } from '../media/media.module.ts';
import { RecordsModule } from '../records/records.module.ts';
import { Sensors } from '../sensors/sensors.ts';
import { SensorsModule } from '../sensors/sensors.module.ts';
import { HealthModule } from '../telemetry/health.module.ts';
import { HealthWatch } from '../telemetry/health-watch.ts';
import { WorkerContext } from '../worker-context.ts';
import { CameraPasswords } from './camera-passwords.ts';
import { ConfigurationFile } from './configuration-file.ts';
import { Settings } from './settings.ts';
import { StorageLimits, whyReserveIsTooLarge } from './storage-limits.ts';

/** The device's configuration, from the leader and from the disk. */
@Module({
  imports: [RecordsModule, MediaModule, CaptureModule, SensorsModule, LinkModule, HealthModule],
  providers: [
    {
      provide: Settings,
      inject: [
        ConfigurationFile,
        Cameras,
        Sensors,
        HealthWatch,
        StorageLimits,
        LockedRanges,
        SiteLink,
        WorkerContext,
      ],
      useFactory: (
        file: ConfigurationFile,
        cameras: Cameras,
        sensors: Sensors,
        health: HealthWatch,
        limits: StorageLimits,
        locked: LockedRanges,
        link: SiteLink,
        { log, dataFolder, deviceId, tls }: WorkerContext,
      ) =>
        new Settings({
          file,
          passwords: new CameraPasswords(deviceId, () => tls.key),
          apply: async (configuration) => {
            // Whatever can be refused comes first: a refusal leaves everything as it was.
            const { blocks, bsize } = await statfs(dataFolder);
            const reason = whyReserveIsTooLarge(configuration.diskReserveBytes, blocks * bsize);
            if (reason !== null) throw new RangeError(reason);
            await cameras.apply(configuration);
            await sensors.apply(configuration);
            health.heat.setLimit(configuration.heatLimitC ?? null);
            limits.set(configuration);
            locked.set(configuration.lockedRanges ?? []);
            setLogLevel(log, configuration.logLevel ?? null);
          },
          onReported: (reported) => publishReported(link, reported),
          log,
        }),
    },
  ],
  exports: [Settings],
})
export class SettingsModule implements OnApplicationBootstrap {
  constructor(
    private readonly settings: Settings,
    link: SiteLink,
  ) {
    link.listen({
      onMessage: (kind, payload) => {
        if (kind === 'config/desired') void settings.hear(payload);
      },
      // A leader that is new has not heard it yet.
      onSession: () => {
        if (settings.reported) publishReported(link, settings.reported);
      },
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.settings.start();
  }
}

function publishReported(link: SiteLink, reported: ReportedConfiguration): void {
  // Where it does not get out, the next session says it again.
  link.session?.publish('config/reported', JSON.stringify(reported)).catch(() => undefined);
}
