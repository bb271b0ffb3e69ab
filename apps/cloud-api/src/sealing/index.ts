export { Sealing } from './sealing.ts';
export { SealingModule } from './sealing.module.ts';
