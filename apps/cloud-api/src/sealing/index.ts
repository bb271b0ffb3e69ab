export { SealBroken, Sealing, type SealedPlace } from './sealing.ts';
export { SealingModule } from './sealing.module.ts';
