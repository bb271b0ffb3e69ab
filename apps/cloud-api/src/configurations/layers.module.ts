import { Module } from '@nestjs/common';
import { LayersRepository } from './layers.repository.ts';

/** Reading of layers alone, for the features that layers have to do with. */
@Module({ providers: [LayersRepository], exports: [LayersRepository] })
export class LayersModule {}
