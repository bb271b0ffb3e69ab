export { type Fence, readFence } from './fence.ts';
export { FencingModule } from './fencing.module.ts';
export { FencingService } from './fencing.service.ts';
