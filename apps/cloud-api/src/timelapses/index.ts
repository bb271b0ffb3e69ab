export { TimelapsesModule } from './timelapses.module.ts';
export { toTimelapse, type TimelapseFacts } from './timelapse-resource.ts';
