import { Module } from '@nestjs/common';
import { FencingService } from './fencing.service.ts';

@Module({ providers: [FencingService], exports: [FencingService] })
export class FencingModule {}
