import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { FieldsInterceptor } from './fields.interceptor.ts';

/** For every list with `HasFields`. */
@Module({ providers: [{ provide: APP_INTERCEPTOR, useClass: FieldsInterceptor }] })
export class FieldsModule {}
