export { SealBroken, type SealedPlace, Sealing } from './sealing.ts';
export { SealingModule } from './sealing.module.ts';
