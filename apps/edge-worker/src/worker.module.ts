import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CommandsModule } from './commands/commands.module.ts';
import { StatusModule } from './status/status.module.ts';
import { WorkerMetrics } from './status/worker-metrics.ts';
import { TelemetryModule } from './telemetry/telemetry.module.ts';
import { WorkerContext } from './worker-context.ts';

/** Given from outside, known everywhere. */
@Global()
@Module({})
class WorkerContextModule {}

/** A worker that is enrolled. */
@Module({})
export class WorkerModule {
  static forDevice(context: WorkerContext, metrics: WorkerMetrics): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        {
          module: WorkerContextModule,
          providers: [
            { provide: WorkerContext, useValue: context },
            { provide: WorkerMetrics, useValue: metrics },
          ],
          exports: [WorkerContext, WorkerMetrics],
        },
        StatusModule,
        TelemetryModule,
        CommandsModule,
      ],
    };
  }
}
