export { Announcer } from './announcer.ts';
export { EventLogModule } from './event-log.module.ts';
export { EventLog } from './event-log.ts';
export { EventWakeUps } from './event-wake-ups.ts';
export { type NewStreamEvent } from './new-stream-event.ts';
export { OrganisationEventLog } from './organisation-event-log.ts';
