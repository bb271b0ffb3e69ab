import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.ts';
import { BlobsModule, openBucket } from '../blobs/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { JobQueueModule } from '../job-queue/index.ts';
import { OperationsModule } from '../operations/index.ts';
import { BucketExportFiles } from './bucket-export-files.ts';
import { ExportContents } from './export-contents.ts';
import { ExportFiles } from './export-files.ts';
import { ExportLinks } from './export-links.ts';
import { ExportTablesRepository } from './export-tables.repository.ts';
import { ExportWork } from './export-work.ts';
import { ExportsSweep } from './exports-sweep.ts';
import { ExportsController } from './exports.controller.ts';
import { ExportsRepository } from './exports.repository.ts';
import { ExportsService } from './exports.service.ts';

@Module({
  imports: [AuditModule, BlobsModule, JobQueueModule, OperationsModule],
  controllers: [ExportsController],
  providers: [
    ExportContents,
    ExportLinks,
    ExportTablesRepository,
    ExportWork,
    ExportsRepository,
    ExportsService,
    ExportsSweep,
    {
      provide: ExportFiles,
      inject: [CONFIGURATION],
      useFactory: async (configuration: Configuration): Promise<ExportFiles> => {
        const { dataDirectory } = configuration;
        const bucket = await openBucket(configuration);
        return bucket === null
          ? new ExportFiles(dataDirectory)
          : new BucketExportFiles(dataDirectory, bucket);
      },
    },
  ],
  exports: [ExportFiles],
})
export class ExportsModule {}
