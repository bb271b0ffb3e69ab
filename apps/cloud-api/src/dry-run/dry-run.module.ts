import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { DryRunInterceptor } from './dry-run.interceptor.ts';

/** For every route with `HasDryRun`. */
@Module({ providers: [{ provide: APP_INTERCEPTOR, useClass: DryRunInterceptor }] })
export class DryRunModule {}
