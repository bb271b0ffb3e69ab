export { FrameNotFound } from './frame.errors.ts';
export { FramesModule } from './frames.module.ts';
export { FramesService } from './frames.service.ts';
export { toFrame, type FrameFacts } from './frame-resource.ts';
